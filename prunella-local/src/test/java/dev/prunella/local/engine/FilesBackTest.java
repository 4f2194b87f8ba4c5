package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FilesBackTest {
  private static final Calendar DAILY = new Calendar(Calendar.Rhythm.DAILY, ZoneId.of("UTC"));
  private static final TableName ORDERS = TableName.parse("orders");
  private static final String BRANCH = "run/7/1";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private LocalWorld world;

  @BeforeEach
  void opens() {
    world =
        new LocalWorld(
            folder, lake -> new DuckDbEngine(lake, DuckDbEngine.limits(lake.config(), 4, 1)));
    world.lake().createBranch(BRANCH, world.lake().head("main"), "ana");
  }

  @AfterEach
  void closes() {
    world.close();
  }

  /** What the table is after that. */
  private Entry made(int day, Materialization how, String... values) {
    var text = "select * from (values " + String.join(", ", values) + ") as v(id, day, amount)";
    var step =
        new Step(
            ORDERS,
            new Step.Work.Sql(text),
            how,
            List.of(),
            CodePlace.file("models/orders.sql"),
            "code",
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT);
    var label = "2026-01-0" + day;
    var task =
        new StepTask(
            BRANCH,
            new RunId(day),
            step,
            DAILY.parse(label),
            Optional.of(DAILY),
            Instant.parse("2026-11-22T02:47:00Z"),
            42,
            "print-" + label);
    assertThat(world.engine().compute(task, text, StepWatch.nobody()))
        .isInstanceOf(StepOutcome.Done.class);
    return world.lake().entry(world.lake().head(BRANCH), ORDERS.key()).orElseThrow();
  }

  private static String row(int id, int day, int amount) {
    return "(%d, date '2026-01-0%d', %d)".formatted(id, day, amount);
  }

  private Optional<Entry> without(Entry before, Entry after) {
    return new FilesBack(world.localLake()).without(BRANCH, "ana", ORDERS, before, after);
  }

  private List<String> rows() {
    return world.rows(BRANCH, "select id, amount from orders order by id");
  }

  @Test
  void whatCameForAnotherIntervalStaysWhereIntervalsLieApart() {
    var how = new Materialization.IntervalBy("day");
    var before = made(1, how, row(1, 1, 10));
    var after = made(2, how, row(2, 2, 99));
    made(3, how, row(3, 3, 30));

    assertThat(without(before, after)).isPresent();
    assertThat(rows()).containsExactly("1|10", "3|30");
  }

  @Test
  void aRowThatKeptALaterOneOutOfAMergedTableIsNotTakenBackByItself() {
    var how = new Materialization.MergeBy(List.of("id"), Optional.of("day"));
    var before = made(1, how, row(1, 1, 10));
    var after = made(2, how, row(2, 9, 99));
    made(3, how, row(2, 3, 20), row(3, 3, 30));
    assertThat(rows()).as("the wrong one has the newer day").contains("2|99");

    assertThat(without(before, after)).as("the third day's row for 2 is lost").isEmpty();
    assertThat(rows()).containsExactly("1|10", "2|99", "3|30");
  }
}
