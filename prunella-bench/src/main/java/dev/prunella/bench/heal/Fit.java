package dev.prunella.bench.heal;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.fault.Kind;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.ground.PoolValues;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.bench.heal.world.Owners;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether what scenarios name is in their grounds, as far as a ground's files tell: a world takes a
 * minute to make, and a mistyped name should not cost it. For one thread.
 */
final class Fit implements AutoCloseable {
  /** More choices are not told one by one. */
  private static final int MOST_TOLD = 12;

  private final Map<String, Kind> kinds;
  private final TemporaryFolder folder;
  private final Connection connection;
  private final Map<String, Facts> grounds = new HashMap<>();

  /** What a ground's files tell. */
  private record Facts(
      Ground ground, Map<String, Map<String, String>> columns, List<String> models, Owners owners) {

    static Facts of(Ground ground) throws IOException {
      return new Facts(ground, ground.columns(), ground.models(), Owners.of(ground.project()));
    }

    /** The tables that a fault of such a kind may be at. */
    List<String> places(Kind.About about) {
      var feeds = ground.feeds().stream();
      return switch (about) {
        case FEED -> feeds.map(Feed::source).toList();
        case FILES -> feeds.filter(Feed::isFile).map(Feed::source).toList();
        case TEXTS -> feeds.filter(Feed::isText).map(Feed::source).toList();
        case ANSWERS -> feeds.filter(f -> !f.isFile()).map(Feed::source).toList();
        case REFERENCE ->
            columns.keySet().stream()
                .filter(s -> ground.feeds().stream().noneMatch(f -> f.source().equals(s)))
                .toList();
        case MODEL -> models;
        case NOTHING -> List.of();
      };
    }
  }

  private Fit(Map<String, Kind> kinds, TemporaryFolder folder, Connection connection) {
    this.kinds = kinds;
    this.folder = folder;
    this.connection = connection;
  }

  static Fit of(Map<String, Kind> kinds) throws IOException, SQLException {
    var folder = TemporaryFolder.in(Optional.empty());
    try {
      return new Fit(kinds, folder, DriverManager.getConnection("jdbc:duckdb:"));
    } catch (SQLException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * What is wrong with a scenario, by file and line. Where it may be played on several grounds, one
   * that fits is enough: the others are passed over.
   */
  List<String> problems(Scenario scenario) throws IOException, SQLException {
    var all = new ArrayList<String>();
    for (var name : scenario.grounds()) {
      var problems = problems(scenario, facts(name));
      if (problems.isEmpty()) {
        return List.of();
      }
      all.addAll(problems);
    }
    return all.stream().distinct().toList();
  }

  private Facts facts(String name) throws IOException {
    var known = grounds.get(name);
    if (known == null) {
      known =
          Facts.of(
              Ground.builtIns().contains(name)
                  ? Ground.builtIn(name, folder.path().resolve(name))
                  : Ground.read(Path.of(name)));
      grounds.put(name, known);
    }
    return known;
  }

  private List<String> problems(Scenario scenario, Facts facts) throws SQLException {
    var problems = new ArrayList<String>();
    for (var fault : scenario.faults()) {
      var kind = Objects.requireNonNull(kinds.get(fault.kind()), fault.kind());
      var at = at(kind, fault, facts);
      at.ifPresent(problem -> problems.add(scenario.at(fault.line("at")) + ": " + problem));
      if (at.isEmpty()) {
        for (var parameter : kind.parameters()) {
          var value = fault.with().get(parameter.name());
          if (value != null) {
            problem(parameter, value, fault, facts)
                .ifPresent(
                    problem ->
                        problems.add(scenario.at(fault.line(parameter.name())) + ": " + problem));
          }
        }
      }
    }
    for (var person : scenario.people()) {
      if (!facts.owners().known().contains(person.who())) {
        problems.add(
            scenario.at(person.line())
                + ": nobody in "
                + facts.ground().name()
                + " is '"
                + person.who()
                + "', by role or name"
                + DidYouMean.among(facts.owners().known(), person.who())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(
                        "; there are the roles "
                            + String.join(", ", new TreeSet<>(facts.owners().roles().keySet()))));
      }
    }
    return problems;
  }

  private static Optional<String> at(Kind kind, Planned fault, Facts facts) {
    var places = facts.places(kind.about());
    if (fault.at().filter(places::contains).isPresent()) {
      return Optional.empty();
    }
    if (fault.at().isEmpty()) {
      return kind.about() == Kind.About.NOTHING || !places.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "'"
                  + kind.name()
                  + "' is about "
                  + kind.about().words
                  + ", and "
                  + facts.ground().name()
                  + " has none");
    }
    return Optional.of(
        "'"
            + kind.name()
            + "' is about "
            + kind.about().words
            + (kind.about() == Kind.About.NOTHING
                ? "; leave out 'at'"
                : ", and '"
                    + fault.at().get()
                    + "' is none of "
                    + facts.ground().name()
                    + near(places, fault.at().get())));
  }

  private Optional<String> problem(Parameter parameter, String value, Planned fault, Facts facts)
      throws SQLException {
    return switch (parameter) {
      case Parameter.Column column -> column(column, value, fault, facts);
      case Parameter.Condition _ -> condition(value, fault, facts);
      case Parameter.Amount _, Parameter.Word _ -> Optional.empty();
    };
  }

  /** The feeds that a fault may be about. */
  private static List<Feed> feeds(Planned fault, Facts facts) {
    return facts.ground().feeds().stream()
        .filter(f -> fault.at().isEmpty() || fault.at().get().equals(f.source()))
        .toList();
  }

  private static Stream<Map<String, String>> columns(Planned fault, Facts facts) {
    return feeds(fault, facts).stream()
        .map(f -> facts.columns().getOrDefault(f.source(), Map.of()));
  }

  private static Optional<String> column(
      Parameter.Column wanted, String name, Planned fault, Facts facts) {
    var types =
        columns(fault, facts).flatMap(c -> Optional.ofNullable(c.get(name)).stream()).toList();
    if (types.isEmpty()) {
      return Optional.of(noColumn(name, fault, facts));
    }
    if (types.stream().noneMatch(wanted.holds()::is)) {
      return Optional.of(
          "'"
              + fault.kind()
              + "' wants a column of "
              + wanted.holds().words
              + ", and '"
              + name
              + "' of "
              + facts.ground().name()
              + " is "
              + types.getFirst());
    }
    return Optional.empty();
  }

  private static String noColumn(String name, Planned fault, Facts facts) {
    return facts.ground().name()
        + " has no column '"
        + name
        + "'"
        + fault.at().map(at -> " in " + at).orElse(" in a feed")
        + near(columns(fault, facts).flatMap(c -> c.keySet().stream()).toList(), name);
  }

  private Optional<String> condition(String condition, Planned fault, Facts facts)
      throws SQLException {
    var column = Parameter.Condition.column(condition);
    var value = Parameter.Condition.value(condition);
    var with =
        feeds(fault, facts).stream()
            .filter(f -> facts.columns().getOrDefault(f.source(), Map.of()).containsKey(column))
            .toList();
    if (with.isEmpty()) {
      return Optional.of(
          noColumn(column, fault, facts) + " ('where' is COLUMN = VALUE, or COLUMN alone)");
    }
    if (value.isEmpty()) {
      return Optional.empty();
    }
    var there = new ArrayList<String>();
    for (var feed : with) {
      if (feed.fresh().contains(column) || feed.time().equals(column)) {
        // Of what is made new for each day the pool tells nothing.
        return Optional.empty();
      }
      var type = Objects.requireNonNull(facts.columns().get(feed.source())).get(column);
      if (PoolValues.holds(connection, feed, column, Objects.requireNonNull(type), value.get())) {
        return Optional.empty();
      }
      there.addAll(PoolValues.of(connection, feed, column, type));
    }
    return Optional.of(
        "no row of "
            + facts.ground().name()
            + " has "
            + column
            + " = "
            + value.get()
            + near(there, value.get()));
  }

  private static String near(Collection<String> known, String wanted) {
    return DidYouMean.among(known, wanted)
        .map(near -> "; did you mean '" + near + "'?")
        .orElse(
            known.isEmpty()
                ? ""
                : known.size() <= MOST_TOLD ? "; there are " + String.join(", ", known) : "");
  }

  @Override
  public void close() throws IOException, SQLException {
    try (folder) {
      connection.close();
    }
  }
}
