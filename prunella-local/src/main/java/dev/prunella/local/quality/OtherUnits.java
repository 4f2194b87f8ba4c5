package dev.prunella.local.quality;

import dev.prunella.heal.Reference;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.quality.UnitTables.Group;
import dev.prunella.local.quality.UnitTables.Likeness;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Convert;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.Table;

/**
 * Numbers of an interval that may be written in another unit than before, such as another currency,
 * by a table of main that has the rates of days. Thread-safe.
 */
public final class OtherUnits {
  /** So near, as a logarithm, a shift must lie to a unit's rates to be worth a trial. */
  private static final double NEAR = 0.8;

  /** A unit that is worth nearly as much as the usual one cannot be told from it. */
  private static final double LEAST = Math.log(1.3);

  private static final long FEWEST = 5;
  private static final long FEWEST_KNOWN = 20;
  private static final int MOST_CONVERSIONS = 3;

  /** So many columns are tried, alone and in pairs, to find rows that are alike. */
  private static final int MOST_COLUMNS = 6;

  /** So many of the rows must have their like. */
  private static final double MOST = 0.6;

  /** What is alike has the same number within this, as a logarithm; prices move a little. */
  private static final double ALIKE = 0.05;

  /** Beyond this it has not. */
  private static final double UNLIKE = 0.15;

  private static final double STANDARD_ERRORS = 3;

  private final LocalLake lake;

  public OtherUnits(LocalLake lake) {
    this.lake = lake;
  }

  /**
   * The conversions that would bring an interval's numbers near to what they were before: in all
   * rows, or in one category; the one that moves most first. That one is near proves nothing.
   *
   * @param damage what is done to the rows before
   */
  public List<Convert> near(
      Table table,
      StepTask task,
      Reference reference,
      Optional<Transformation> damage,
      StepWatch watch) {
    return with(
        table,
        task,
        reference,
        damage,
        watch,
        List.of(),
        (connection, tables) -> {
          if (!tables.allHaveDays()) {
            return List.of();
          }
          var rates = rates(connection, reference, tables.days(Optional.empty()));
          var decimals = tables.decimals();
          var found = new ArrayList<Convert>();
          for (var near : nearest(tables, rates)) {
            rates
                .of(near.unit(), near.group().days().keySet())
                .map(
                    r ->
                        new Convert(
                            reference.column(),
                            reference.at(),
                            r,
                            reference.divides(),
                            decimals,
                            near.group().within()))
                .ifPresent(found::add);
          }
          return found.stream().limit(MOST_CONVERSIONS).toList();
        });
  }

  /** How far a group moves in all, and how far it then lies from where it was. */
  private record Near(Group group, String unit, double moves, double distance) {}

  private static List<Near> nearest(UnitTables tables, UnitRates rates) throws SQLException {
    var categories = new ArrayList<Group>();
    for (var column : tables.groups()) {
      tables.by(column).stream()
          .filter(g -> g.rows() >= FEWEST && g.known() >= FEWEST_KNOWN)
          .forEach(categories::add);
    }
    var found = new ArrayList<Near>();
    for (var unit : rates.of().keySet()) {
      // What came in another unit as a whole did so in each of its parts.
      tables
          .all()
          .filter(all -> isNear(all, unit, rates))
          .filter(_ -> categories.stream().allMatch(c -> isNear(c, unit, rates)))
          .ifPresent(all -> found.add(near(all, unit, rates)));
      categories.stream()
          .filter(c -> isNear(c, unit, rates))
          .forEach(c -> found.add(near(c, unit, rates)));
    }
    found.sort(
        Comparator.comparingDouble(Near::moves).reversed().thenComparingDouble(Near::distance));
    return found;
  }

  private static Near near(Group group, String unit, UnitRates rates) {
    double shift = rates.shift(unit, group.days()).orElse(Double.NaN);
    return new Near(
        group, unit, group.rows() * Math.abs(group.shift()), Math.abs(group.shift() - shift));
  }

  private static boolean isNear(Group group, String unit, UnitRates rates) {
    return rates
        .shift(unit, group.days())
        .filter(shift -> Math.abs(shift) >= LEAST)
        .filter(shift -> Math.abs(group.shift() - shift) < NEAR)
        .isPresent();
  }

  /** The same conversion for another interval, by the rates of its days; empty without these. */
  public Optional<Convert> like(Table table, StepTask task, Convert change, StepWatch watch) {
    var reference = reference(change);
    return with(
        table,
        task,
        reference,
        Optional.empty(),
        watch,
        Optional.<Convert>empty(),
        (connection, tables) -> {
          var days = tables.days(change.within());
          return rates(connection, reference, days)
              .of(change.rates().unit(), days.keySet())
              .map(
                  rates ->
                      new Convert(
                          change.column(),
                          change.at(),
                          rates,
                          change.divides(),
                          change.decimals(),
                          change.within()));
        });
  }

  /** What one number becomes; empty where main has no rate of that unit and day. */
  public Optional<BigDecimal> value(
      Reference reference, BigDecimal number, String unit, LocalDate day) {
    try (var lease = lake.duckDb().lease()) {
      return UnitRates.read(lake, lease.connection(), reference, List.of(day))
          .of(unit, List.of(day))
          .map(rates -> rates.of().getOrDefault(day, BigDecimal.ONE))
          .map(
              rate ->
                  reference.divides()
                      ? number.divide(rate, MathContext.DECIMAL64)
                      : number.multiply(rate));
    } catch (SQLException e) {
      throw new DuckDbException(reference.rates() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Whether numbers that were converted are what rows that are alike in other columns had before,
   * and would not be by any other unit: neither the alarm nor the choice looked at that.
   *
   * @param table in which they are converted
   */
  public Proof alike(Table table, StepTask task, Convert done, StepWatch watch) {
    var reference = reference(done);
    return with(
        table,
        task,
        reference,
        Optional.empty(),
        watch,
        Proof.unknown("there are no earlier rows to compare with"),
        (connection, tables) -> {
          var rows = tables.days(done.within());
          var rates = rates(connection, reference, rows);
          var own = rates.shift(done.rates().unit(), rows);
          if (own.isEmpty()) {
            return Proof.unknown("the rates of " + done.rates().unit() + " are not there any more");
          }
          var best = closest(tables, done, total(rows));
          if (best.isEmpty()) {
            return Proof.unknown("no column tells which earlier rows are alike");
          }
          // Nearer to what it was before it was converted: such a row came right.
          long right = tables.strays(best.get().by(), done.within(), Math.abs(own.get()) / 2);
          return right > 0
              ? Proof.unknown(right + " of the rows are rather right as they came")
              : judged(best.get(), done, rates, own.get(), tables.intervals());
        });
  }

  private static long total(Map<LocalDate, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** By the columns, or two of them, within which numbers differ least. */
  private static Optional<Likeness> closest(UnitTables tables, Convert done, long rows)
      throws SQLException {
    var columns =
        tables.groups().stream()
            .filter(c -> done.within().filter(w -> w.column().equals(c)).isEmpty())
            .limit(MOST_COLUMNS)
            .toList();
    var found = new ArrayList<Likeness>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i; j < columns.size(); j++) {
        var by = i == j ? List.of(columns.get(i)) : List.of(columns.get(i), columns.get(j));
        found.add(tables.alike(by, done.within(), FEWEST));
      }
    }
    return found.stream()
        .filter(l -> l.rows() >= FEWEST && l.rows() >= MOST * rows)
        .min(Comparator.comparingDouble(Likeness::spread));
  }

  private static Proof judged(
      Likeness like, Convert done, UnitRates rates, double own, long intervals) {
    double error = STANDARD_ERRORS * like.spread() / Math.sqrt((double) like.rows());
    var words =
        "%d converted rows lie at %.3f of what rows with the same %s had in %d earlier intervals"
            .formatted(
                like.rows(), Math.exp(like.mean()), String.join(" and ", like.by()), intervals);
    if (Math.abs(like.mean()) > Math.max(UNLIKE, error)) {
      return Proof.fails(words);
    }
    if (error > LEAST || Math.abs(like.mean()) > Math.max(ALIKE, error)) {
      return Proof.unknown(words + ", which is not near enough to tell");
    }
    var others = new TreeSet<String>();
    for (var unit : rates.of().keySet()) {
      var shift = rates.shift(unit, like.days());
      if (!unit.equals(done.rates().unit())
          && shift.isPresent()
          && Math.abs(like.mean() + own - shift.get()) <= Math.max(UNLIKE, error)) {
        others.add(unit);
      }
    }
    return others.isEmpty()
        ? Proof.holds(words + "; no other unit of " + done.rates().table() + " gives that")
        : Proof.unknown(words + "; so would " + String.join(", ", others));
  }

  private static Reference reference(Convert change) {
    var rates = change.rates();
    return new Reference(
        change.column(),
        change.at(),
        rates.table(),
        rates.unitColumn(),
        rates.dayColumn(),
        rates.rateColumn(),
        change.divides(),
        Optional.empty());
  }

  private UnitRates rates(Connection connection, Reference reference, Map<LocalDate, Long> days)
      throws SQLException {
    return UnitRates.read(lake, connection, reference, days.keySet());
  }

  private interface Use<T> {
    T of(Connection connection, UnitTables tables) throws SQLException;
  }

  private <T> T with(
      Table table,
      StepTask task,
      Reference reference,
      Optional<Transformation> damage,
      StepWatch watch,
      T otherwise,
      Use<T> use) {
    return StepQuery.ask(
        lake,
        task,
        watch,
        "%s.%s cannot be compared with %s"
            .formatted(task.table(), reference.column(), reference.rates()),
        connection -> {
          try (var tables =
              UnitTables.of(
                      lake, connection, table, task, reference.column(), reference.at(), damage)
                  .orElse(null)) {
            return tables == null ? otherwise : use.of(connection, tables);
          }
        });
  }
}
