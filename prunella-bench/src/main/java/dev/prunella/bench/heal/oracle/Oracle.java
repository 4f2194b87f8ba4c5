package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.oracle.Judgement.Finding;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import dev.prunella.bench.heal.oracle.Judgement.Standing;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what came of a play, by what was on main at any moment of it, and by nothing that the system
 * under test believes of it. What it told its people counts where a table is not as it should be:
 * whether it noticed, whether it said so, and whom it asked.
 */
public final class Oracle {
  private final World world;
  private final References references;
  private final Connection connection;
  private final Path folder;

  /** What was measured once stays so: an entry names one state of a table. */
  private final Map<Entry, Content> measured = new HashMap<>();

  private final Map<Content, Path> files = new HashMap<>();
  private int copies;

  /**
   * An oracle for the plays of one world.
   *
   * @param connection to an engine of the bench's own
   * @param folder for rows that it looks at
   */
  public Oracle(World world, References references, Connection connection, Path folder) {
    this.world = world;
    this.references = references;
    this.connection = connection;
    this.folder = folder;
  }

  /**
   * What happened in a play.
   *
   * @param told by the system under test, wake by wake
   * @param graph what each table is made from, by the names that the system sees
   */
  public record Evidence(
      Scenario scenario, Script script, List<Told> told, Map<String, Set<String>> graph) {
    public Evidence {
      told = List.copyOf(told);
      graph = Map.copyOf(graph);
    }
  }

  /**
   * Judges. The project is closed, and as the system has left it; afterwards it is put back.
   *
   * @param stage for the worlds to compare with
   */
  public Judgement judge(Evidence play, Stage stage) throws IOException, SQLException {
    var left = look(play);
    int then = play.scenario().then();
    var twin = references.twin(play.script(), stage, then);
    var allowed = new ArrayList<Reference>();
    allowed.add(twin);
    allowed.add(references.gap(play.script(), stage, then));
    allowed.add(references.without(play.script(), stage, withheld(play)));
    allowed.add(new Reference(List.of(references.base())));
    return new Case(play, left, twin, allowed, stage).judge();
  }

  /** What the system itself says that it left as it was, interval by interval. */
  private List<Set<TableName>> withheld(Evidence play) {
    var withheld = new ArrayList<Set<TableName>>();
    for (int tick = 0; tick < play.scenario().then(); tick++) {
      var tables = new TreeSet<TableName>();
      var day = world.day(tick).toString();
      play.script().affects(tick).forEach(t -> tables.add(TableName.of(world.names().table(t))));
      play.told().stream()
          .flatMap(told -> told.runs().stream())
          .filter(run -> run.interval().equals(day))
          .flatMap(run -> run.steps().stream())
          .forEach(step -> tables.add(TableName.parse(step.table())));
      withheld.add(tables);
    }
    return withheld;
  }

  /**
   * What the system has left.
   *
   * @param past what main held at each of its moments since the history, by table
   * @param files the rows of each content
   * @param aside files with rows that were laid aside, by table
   */
  private record Left(
      List<Past> past,
      Map<String, Content> last,
      Map<Content, Path> files,
      Map<String, Path> aside) {}

  /**
   * A table that a commit of main has changed.
   *
   * @param byPerson whether a person did it
   */
  private record Past(CommitId commit, boolean byPerson, String table, Content content) {}

  private Left look(Evidence play) throws IOException, SQLException {
    var past = new ArrayList<Past>();
    var last = new HashMap<String, Content>();
    var aside = new TreeMap<String, Path>();
    var to = folder;
    try (var lake = world.lake(world.morning(play.scenario().then()));
        var lease = lake.duckDb().lease()) {
      Map<String, Entry> before = new TreeMap<>();
      for (var commit : since(lake, references.baseCommit())) {
        var tables = References.tables(lake, commit);
        for (var table : tables.entrySet()) {
          if (table.getValue().equals(before.get(table.getKey()))) {
            continue;
          }
          var content = measured.get(table.getValue());
          if (content == null) {
            var loaded = lake.table(commit, EntryKey.relation(table.getKey())).orElseThrow();
            var file = to.resolve(copies++ + ".parquet");
            Content.copy(lease.connection(), lake.reader(), loaded, file);
            content = Content.of(lease.connection(), Rows.file(file));
            measured.put(table.getValue(), content);
            files.put(content, file);
          }
          past.add(
              new Past(commit.id(), commit.author().equals(Stage.PERSON), table.getKey(), content));
          last.put(table.getKey(), content);
        }
        last.keySet().retainAll(tables.keySet());
        before = tables;
      }
      var head = lake.lake().head(Ref.MAIN);
      for (var table : last.keySet()) {
        var name = EntryKey.relation(table + References.QUARANTINE);
        var found = lake.table(head, name);
        if (found.isPresent()) {
          var file = to.resolve(copies++ + References.QUARANTINE + ".parquet");
          Content.copy(lease.connection(), lake.reader(), found.get(), file);
          aside.put(table, file);
        }
      }
    }
    return new Left(past, last, files, aside);
  }

  /** The commits of main after one, oldest first, that one included. */
  private static List<Commit> since(LocalLake lake, CommitId base) {
    var commits = new ArrayList<Commit>();
    var at = lake.lake().head(Ref.MAIN);
    while (!at.id().equals(base)) {
      commits.addFirst(at);
      at = lake.lake().commit(at.firstParent().orElseThrow());
    }
    commits.addFirst(at);
    return commits;
  }

  /** One play that is judged. */
  private final class Case {
    private final Evidence play;
    private final Left left;
    private final Reference twin;
    private final List<Reference> allowed;
    private final Stage stage;
    private @Nullable Reference damaged;
    private final Set<String> suffering;
    private final Aside aside;

    Case(Evidence play, Left left, Reference twin, List<Reference> allowed, Stage stage) {
      this.play = play;
      this.left = left;
      this.twin = twin;
      this.allowed = allowed;
      this.stage = stage;
      this.suffering = downstream(play.script().affects());
      this.aside = new Aside(connection, left.aside(), left.files());
    }

    Judgement judge() throws IOException, SQLException {
      var findings = new ArrayList<Finding>();
      for (var past : left.past()) {
        if (!past.byPerson()) {
          passing(past).ifPresent(findings::add);
        }
      }
      boolean all = true;
      for (var table : tables()) {
        var standing = last(table);
        all &= standing.isEmpty();
        standing.ifPresent(findings::add);
      }
      boolean asked = asked();
      return new Judgement(
          outcome(findings, all, asked), detected(), asked, findings.stream().distinct().toList());
    }

    /** What is done to the system alone is not done in other worlds, and shows only if noticed. */
    private boolean harmless() throws IOException, SQLException {
      boolean toTheSystem =
          play.script().kinds().stream().anyMatch(k -> k.layer() == Layer.INFRASTRUCTURE);
      return !(toTheSystem && detected()) && damaged().last().tables().equals(twin.last().tables());
    }

    private Outcome outcome(List<Finding> findings, boolean all, boolean asked)
        throws IOException, SQLException {
      if (has(findings, Standing.WRONG)) {
        return Outcome.WRONG;
      }
      if (has(findings, Standing.AS_IT_CAME)) {
        return Outcome.MISSED;
      }
      var expect = play.scenario().expect();
      if (all) {
        return expect == Expect.PUBLISH
            ? Outcome.PUBLISHED
            : harmless() ? Outcome.HARMLESS : Outcome.HEALED;
      }
      return switch (expect) {
        case PUBLISH -> Outcome.FALSE_ALARM;
        case HEAL -> Outcome.ABSTAINED;
        case ABSTAIN -> asked ? Outcome.RIGHTLY_ABSTAINED : Outcome.SILENT;
      };
    }

    private boolean has(List<Finding> findings, Standing standing) {
      return findings.stream().anyMatch(f -> f.standing() == standing);
    }

    /** Whatever is on main, and whatever should be. */
    private Set<String> tables() {
      var tables = new TreeSet<>(left.last().keySet());
      tables.addAll(twin.last().tables().keySet());
      return tables;
    }

    /** A table that was on main for a while. */
    private Optional<Finding> passing(Past past) throws IOException, SQLException {
      if (good(past.table(), past.content())) {
        return Optional.empty();
      }
      return Optional.of(bad(past.table(), past.content(), Optional.of(past.commit())));
    }

    private boolean good(String table, Content content) throws SQLException {
      for (var reference : allowed) {
        if (reference.ever(table, content)) {
          return true;
        }
      }
      var file = left.files().get(content);
      if (file != null) {
        for (var reference : allowed) {
          for (var state : reference.states()) {
            if (state.rows().containsKey(table)
                && (nearly(table, content, file, state) || aside.explains(table, content, state))) {
              return true;
            }
          }
        }
      }
      return false;
    }

    /** Equal but for what the scenario allows: a quantum, and columns that a source has changed. */
    private boolean nearly(String table, Content content, Path file, Reference.State state)
        throws SQLException {
      var other = state.tables().get(table);
      var rightFile = state.rows().get(table);
      if (other == null || rightFile == null) {
        return false;
      }
      boolean reshaped =
          play.script().reshapes().stream().anyMatch(t -> world.names().table(t).equals(table));
      if (!reshaped && !other.columns().equals(content.columns())) {
        return false;
      }
      var columns = reshaped ? Content.common(content, other) : content.columns();
      var rows = Rows.of(connection, file, rightFile, columns);
      return (reshaped && rows.apart(0).none()) || rows.within(play.scenario().quantum());
    }

    /** How a table stands in the end; empty when it is right. */
    private Optional<Finding> last(String table) throws IOException, SQLException {
      var mine = left.last().get(table);
      var should = twin.last().tables().get(table);
      if (should == null) {
        return Optional.of(
            new Finding(table, Standing.WRONG, "there is a table that nobody should have made"));
      }
      if (mine == null) {
        return Optional.of(lost(table));
      }
      if (mine.equals(should)
          || nearly(table, mine, Objects.requireNonNull(left.files().get(mine)), twin.last())
          || aside.explains(table, mine, twin.last())) {
        return isSaidToBeStale(table)
            ? Optional.of(
                new Finding(
                    table, Standing.WITHHELD, "said to be stale; it happens to hold what is right"))
            : Optional.empty();
      }
      if (good(table, mine)) {
        return Optional.of(withheld(table, mine, should));
      }
      return Optional.of(bad(table, mine, Optional.empty()));
    }

    private Finding lost(String table) {
      boolean fresh = isFresh(table);
      return new Finding(
          table,
          detected() ? Standing.WITHHELD : Standing.AS_IT_CAME,
          "it is gone" + (fresh ? ", and said to be fresh" : ""));
    }

    /** An earlier good state: fine where the table suffers, and where its readers are told. */
    private Finding withheld(String table, Content mine, Content should) throws SQLException {
      var what = "an earlier good state: " + rows(mine, should);
      if (isFresh(table)) {
        return new Finding(
            table,
            hadFailed(table) ? Standing.WRONG : Standing.AS_IT_CAME,
            what + ", and said to be fresh");
      }
      return new Finding(
          table,
          Standing.WITHHELD,
          suffering.contains(table) ? what : what + ", though nothing was wrong with it");
    }

    private String rows(Content mine, Content should) {
      return mine.rows() + " rows, and " + should.rows() + " would be right";
    }

    /** Something that was never good. */
    private Finding bad(String table, Content content, Optional<CommitId> commit)
        throws IOException, SQLException {
      boolean came = damaged().ever(table, content);
      boolean decided = commit.isPresent() ? decided(table, commit.get()) : decided(table);
      var file = left.files().get(content);
      var nearest = twin.last().rows().get(table);
      var right = twin.last().tables().get(table);
      var what =
          file == null || nearest == null || right == null
              ? content.words()
              : Rows.of(connection, file, nearest, Content.common(content, right)).apart().words();
      if (came && !decided) {
        return new Finding(table, Standing.AS_IT_CAME, what);
      }
      return new Finding(table, Standing.WRONG, came ? what + "; it had been noticed" : what);
    }

    private Reference damaged() throws IOException, SQLException {
      if (damaged == null) {
        damaged = references.damaged(play.script(), stage, play.scenario().then());
      }
      return damaged;
    }

    /** Whether main holds a table although it, or one that it is made from, had been noticed. */
    private boolean decided(String table) {
      return left.past().stream()
          .filter(p -> p.table().equals(table) && !p.byPerson())
          .reduce((_, newest) -> newest)
          .filter(p -> decided(table, p.commit()))
          .isPresent();
    }

    /**
     * Whether a commit was a decision: made by no run, or by a run for an interval for which the
     * table, or one that it is made from, had failed or been held before.
     */
    private boolean decided(String table, CommitId commit) {
      var upstream = upstream(table);
      var noticed = new HashSet<String>();
      boolean person =
          left.past().stream().anyMatch(p -> p.commit().equals(commit) && p.byPerson());
      if (person) {
        return false;
      }
      for (var told : play.told()) {
        for (var run : told.runs()) {
          if (run.commit().equals(commit.toString())) {
            return noticed.contains(run.interval());
          }
          if (run.steps().stream().anyMatch(s -> upstream.contains(s.table()))) {
            noticed.add(run.interval());
          }
        }
      }
      return !commit.equals(references.baseCommit());
    }

    /** Whether a table, or one that it is made from, had failed or been held in some run. */
    private boolean hadFailed(String table) {
      var upstream = upstream(table);
      return play.told().stream()
          .flatMap(told -> told.runs().stream())
          .flatMap(run -> run.steps().stream())
          .anyMatch(step -> upstream.contains(step.table()));
    }

    private Set<String> upstream(String table) {
      var found = new TreeSet<String>();
      var open = new ArrayList<String>(List.of(table));
      while (!open.isEmpty()) {
        var next = open.removeLast();
        if (found.add(next)) {
          open.addAll(play.graph().getOrDefault(next, Set.of()));
        }
      }
      return found;
    }

    private Set<String> downstream(Set<String> logical) {
      var roots = new TreeSet<String>();
      logical.forEach(t -> roots.add(world.names().table(t)));
      var found = new TreeSet<String>();
      play.graph()
          .keySet()
          .forEach(
              table -> {
                if (upstream(table).stream().anyMatch(roots::contains)) {
                  found.add(table);
                }
              });
      return found;
    }

    private boolean isSaidToBeStale(String table) {
      return play.told().getLast().tables().stream()
          .filter(t -> t.table().equals(table))
          .anyMatch(t -> t.state().equals("STALE") || t.state().equals("OUTDATED"));
    }

    /** Whether its readers are told that a table is as it should be. */
    private boolean isFresh(String table) {
      return play.told().getLast().tables().stream()
          .filter(t -> t.table().equals(table))
          .anyMatch(t -> t.state().equals("FRESH") || t.state().equals("OLDER_CODE"));
    }

    private boolean detected() {
      return play.told().stream()
          .anyMatch(
              told ->
                  !told.questions().isEmpty()
                      || !told.trouble().isEmpty()
                      || told.runs().stream().anyMatch(r -> !r.steps().isEmpty())
                      || told.tables().stream()
                          .anyMatch(
                              t -> t.state().equals("STALE") || t.state().equals("OUTDATED")));
    }

    private boolean asked() {
      var affected = suffering;
      return play.told().stream()
          .flatMap(told -> told.questions().stream())
          .anyMatch(q -> affected.isEmpty() || affected.contains(q.table()));
    }
  }
}
