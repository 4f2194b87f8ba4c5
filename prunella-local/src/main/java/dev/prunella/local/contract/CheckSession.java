package dev.prunella.local.contract;

import dev.prunella.contract.Check;
import dev.prunella.contract.CheckResult;
import dev.prunella.contract.CheckResult.Outcome;
import dev.prunella.contract.CheckResult.Sample;
import dev.prunella.contract.Measure;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.Slice;
import dev.prunella.contract.Unit;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.ScanView;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/** Checks one table once. For one thread. */
final class CheckSession implements AutoCloseable {
  /** What the checked table is called here, where no query of a contract can mean it. */
  private static final String CHECKED = "rows that are checked";

  /** And those of its files that may hold rows of the interval. */
  private static final String SLICED = "files of the interval that is checked";

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final LocalLake lake;
  private final Commit commit;
  private final TableName name;
  private final Table table;
  private final Connection connection;
  private final CheckQueries queries;
  private final Instant now;
  private final CheckLimits limits;
  private final AtomicBoolean stopped;

  private final List<Scan> scans = new ArrayList<>();
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private Optional<SliceSql> slice = Optional.empty();
  private long rows;

  CheckSession(
      LocalLake lake,
      Commit commit,
      TableName name,
      Table table,
      Connection connection,
      Instant now,
      CheckLimits limits,
      AtomicBoolean stopped) {
    this.lake = lake;
    this.commit = commit;
    this.name = name;
    this.table = table;
    this.connection = connection;
    this.queries = new CheckQueries(connection, limits);
    this.now = now;
    this.limits = limits;
    this.stopped = stopped;
  }

  /** How many rows were looked at. */
  long rows() {
    return rows;
  }

  List<CheckResult> run(List<Check> checks, Optional<Slice> of, DuckDbPool.Lease lease)
      throws SQLException {
    try {
      slice = of.map(one -> SliceSql.of(one, table.schema()));
    } catch (RowSql.Unfit e) {
      var broken = new Outcome.Broken(name + ": " + e.getMessage());
      return checks.stream().map(c -> new CheckResult(c, broken)).toList();
    }
    // An interval costs what it holds, however many others the table has.
    slice.ifPresent(
        s -> bind(List.of(SLICED), table, ScanRequest.everything().where(s.expression())));
    if (slice.isEmpty() || checks.stream().anyMatch(CheckSession::readsAll)) {
      bind(List.of(CHECKED), table, ScanRequest.everything());
    }
    var bound = new HashSet<String>();
    for (var check : checks) {
      if (check.measure() instanceof Measure.QueryValue(var sql)) {
        prepareQuery(check, sql, bound);
      }
      conditions(check.measure())
          .forEach(condition -> attempt(check, () -> ContractSql.require(connection, condition)));
    }
    // SQL of our own opens what is bound and no more; an instance that was locked is lost, and to
    // start another costs several times what a small table does.
    if (!checks.stream().map(Check::measure).allMatch(CheckSession::isOurSql)) {
      lease.lockDown(scans.stream().flatMap(s -> s.files().stream()).toList());
    }
    count(checks);
    for (var check : checks) {
      if (!outcomes.containsKey(check.id())) {
        attempt(check, () -> outcomes.put(check.id(), alone(check)));
      }
    }
    return checks.stream().map(c -> new CheckResult(c, outcome(c))).toList();
  }

  private Outcome outcome(Check check) {
    return Optional.ofNullable(outcomes.get(check.id()))
        .orElseGet(() -> new Outcome.Broken("it was not reached"));
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** A check that cannot be made must not keep others from being made. */
  private void attempt(Check check, Work work) {
    try {
      if (!outcomes.containsKey(check.id())) {
        work.run();
      }
    } catch (RowSql.Unfit | DuckDbException | SQLException e) {
      outcomes.put(check.id(), new Outcome.Broken(reason(e)));
    }
  }

  private String reason(Exception e) {
    return stopped.get()
        ? "it was stopped before it had been checked"
        : String.valueOf(e.getMessage()).strip();
  }

  private static List<RowCondition> conditions(Measure measure) {
    return measure instanceof Measure.FailingRows(var condition, _)
        ? condition instanceof RowCondition.All(var all) ? all : List.of(condition)
        : List.of();
  }

  /** Whether all SQL of a check is written here, with nothing of people's but names and values. */
  private static boolean isOurSql(Measure measure) {
    return switch (measure) {
      case Measure.QueryValue _ -> false;
      case Measure.FailingRows(var condition, _) -> isOurSql(condition);
      case Measure.HasColumn _, Measure.RowCount _, Measure.DuplicateRows _, Measure.Age _ -> true;
    };
  }

  private static boolean isOurSql(RowCondition condition) {
    return switch (condition) {
      case RowCondition.Holds _ -> false;
      case RowCondition.All(var all) -> all.stream().allMatch(CheckSession::isOurSql);
      case RowCondition.Present _,
          RowCondition.NotMissing _,
          RowCondition.OneOf _,
          RowCondition.Matches _,
          RowCondition.Within _,
          RowCondition.Length _,
          RowCondition.MultipleOf _ ->
          true;
    };
  }

  /** Whether a check of an interval needs the table's other rows as well. */
  private static boolean readsAll(Check check) {
    return check.measure() instanceof Measure.DuplicateRows
        || check.measure() instanceof Measure.Age;
  }

  private void bind(List<String> as, Table found, ScanRequest request) {
    var scan = lake.reader().scan(connection, found, request);
    scans.add(scan);
    ScanView.bind(connection, as, scan);
  }

  private void prepareQuery(Check check, String sql, Set<String> bound) {
    attempt(
        check,
        () -> {
          for (var reads : ContractSql.tables(connection, sql)) {
            var dotted = String.join(".", reads);
            if (bound.contains(dotted.toLowerCase(Locale.ROOT))) {
              continue;
            }
            var found =
                DuckDbChecker.find(lake, commit, reads)
                    .orElseThrow(
                        () ->
                            new RowSql.Unfit(
                                "the query reads '"
                                    + dotted
                                    + "', and there is no such table in commit "
                                    + commit.id().brief()));
            bind(reads, found, ScanRequest.everything());
            bound.add(dotted.toLowerCase(Locale.ROOT));
          }
        });
  }

  /** What can be counted in one scan. */
  private void count(List<Check> checks) {
    var terms = new LinkedHashMap<Check, String>();
    for (var check : checks) {
      if (check.measure() instanceof Measure.FailingRows(var condition, _)) {
        attempt(check, () -> terms.put(check, RowSql.counting(condition, table.schema())));
      } else if (slice.isEmpty()
          && check.measure() instanceof Measure.Age(var column, _)
          && column.isPresent()) {
        attempt(check, () -> terms.put(check, Newest.micros(column.get(), table.schema())));
      }
    }
    List<Optional<String>> values;
    try {
      values = counted(List.copyOf(terms.values()));
    } catch (QueryException e) {
      countEach(terms, e);
      return;
    }
    int at = 0;
    for (var check : terms.keySet()) {
      var value = values.get(at++);
      attempt(check, () -> outcomes.put(check.id(), judged(check, value)));
    }
  }

  /** One of them fails: each by itself tells which. */
  private void countEach(Map<Check, String> terms, QueryException together) {
    try {
      counted(List.of());
    } catch (QueryException e) {
      var broken = new Outcome.Broken(reason(together));
      terms.keySet().forEach(check -> outcomes.putIfAbsent(check.id(), broken));
      return;
    }
    terms.forEach(
        (check, term) ->
            attempt(
                check,
                () -> outcomes.put(check.id(), judged(check, counted(List.of(term)).getFirst()))));
  }

  /** Counts the rows, and with them these. */
  private List<Optional<String>> counted(List<String> terms) {
    var select = new StringBuilder("SELECT count(*)");
    terms.forEach(term -> select.append(", ").append(term));
    select.append(" FROM ").append(judged()).append(" WHERE ").append(inside());
    var values = queries.oneRow(select.toString());
    rows = Long.parseLong(values.getFirst().orElse("0"));
    return values.subList(1, values.size());
  }

  /** Conditions may name the table, as people do. */
  private String named(String view) {
    return Sql.identifier(view) + " AS " + Sql.identifier(name.name());
  }

  /** All rows of the table. */
  private String from() {
    return named(CHECKED);
  }

  /** All rows that are judged, and perhaps others: see {@link #inside}. */
  private String judged() {
    return named(slice.isPresent() ? SLICED : CHECKED);
  }

  private String inside() {
    return slice.map(SliceSql::inside).orElse("TRUE");
  }

  private Outcome alone(Check check) {
    return switch (check.measure()) {
      case Measure.HasColumn column -> hasColumn(check, column);
      case Measure.RowCount _ -> judged(check, Optional.of(Long.toString(rows)));
      case Measure.DuplicateRows(var columns, _) -> duplicates(check, columns);
      case Measure.QueryValue(var sql) -> RuleQuery.outcome(check, sql, queries);
      case Measure.Age(var column, _) ->
          Newest.judged(
              check,
              column.isPresent()
                  ? queries
                      .oneRow(
                          "SELECT "
                              + Newest.micros(column.get(), table.schema())
                              + " FROM "
                              + from())
                      .getFirst()
                  : Optional.ofNullable(table.currentSnapshot())
                      .map(s -> Long.toString(s.timestampMillis() * 1_000)),
              now);
      case Measure.FailingRows _ -> new Outcome.Broken("it was not reached");
    };
  }

  private Outcome hasColumn(Check check, Measure.HasColumn promised) {
    var columns = table.schema().columns();
    var found =
        columns.stream().filter(f -> f.name().equalsIgnoreCase(promised.column())).findFirst();
    if (found.isEmpty()) {
      return failed(check, "there is no such column", 0, Sample.NONE, Optional.empty());
    }
    return ColumnTypes.wrong(promised, found.get().type())
        .<Outcome>map(type -> failed(check, "it is " + type, 0, Sample.NONE, Optional.empty()))
        .orElseGet(() -> new Outcome.Passed(found.get().type().toString()));
  }

  private Outcome judged(Check check, Optional<String> value) {
    if (check.measure() instanceof Measure.Age) {
      return Newest.judged(check, value, now);
    }
    long count = Long.parseLong(value.orElse("0"));
    var measured = measured(check, count);
    var words = check.unit().of(measured.toString());
    if (check.expectation().holds(measured).orElse(false)) {
      return new Outcome.Passed(words);
    }
    if (check.measure() instanceof Measure.FailingRows(var condition, _)) {
      var failing = RowSql.of(condition, table.schema());
      var sample = sample(condition, failing);
      return failed(
          check,
          words,
          count,
          sample,
          Optional.of("SELECT * FROM " + lakeName() + filter(failing)));
    }
    return failed(check, words, 0, Sample.NONE, Optional.empty());
  }

  private String measured(Check check, long count) {
    if (check.unit() == Unit.ROWS) {
      return Long.toString(count);
    }
    return rows == 0
        ? "0"
        : BigDecimal.valueOf(count)
            .multiply(HUNDRED)
            .divide(BigDecimal.valueOf(rows), MathContext.DECIMAL64)
            .stripTrailingZeros()
            .toPlainString();
  }

  static Outcome failed(
      Check check, String measured, long rows, Sample sample, Optional<String> all) {
    return new Outcome.Failed(measured, check.expected(), rows, sample, all);
  }

  private String lakeName() {
    return Sql.qualified(name.parts());
  }

  private String filter(String failing) {
    return slice.isPresent()
        ? " WHERE " + inside() + " AND (" + failing + ")"
        : " WHERE " + failing;
  }

  private Sample sample(RowCondition condition, String failing) {
    var columns = RowSql.shown(table.schema(), condition.columns(), limits.sampleColumns());
    return queries.rows(
        "SELECT "
            + columns.stream().map(Sql::identifier).collect(Collectors.joining(", "))
            + " FROM "
            + judged()
            + filter(failing)
            + " LIMIT "
            + limits.sampleRows());
  }

  private Outcome duplicates(Check check, List<String> columns) {
    var sql =
        DuplicateSql.of(
            columns.stream().map(c -> RowSql.column(table.schema(), c).name()).toList(),
            from(),
            slice.map(s -> new DuplicateSql.Judged(judged(), s)));
    long beyond =
        sql.looks().stream().anyMatch(look -> number(look) > 0) ? number(sql.beyond()) : 0;
    var measured = measured(check, beyond);
    var words = check.unit().of(measured.toString());
    if (check.expectation().holds(measured).orElse(false)) {
      return new Outcome.Passed(words);
    }
    var sample = queries.rows(sql.most(limits.sampleRows()));
    return failed(check, words, beyond, sample, Optional.of(sql.all(lakeName())));
  }

  private long number(String query) {
    return Long.parseLong(queries.oneRow(query).getFirst().orElse("0"));
  }

  @Override
  public void close() {
    try {
      scans.reversed().forEach(Scan::close);
    } finally {
      scans.clear();
    }
  }
}
