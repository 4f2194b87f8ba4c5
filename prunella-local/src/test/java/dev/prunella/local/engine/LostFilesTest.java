package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LostFilesTest {
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

  private static StepTask task(int day) {
    var label = "2026-01-0" + day;
    var step =
        new Step(
            ORDERS,
            new Step.Work.Sql(
                "select %d as id, date '%s' as day from range(3)".formatted(day, label)),
            new Materialization.IntervalBy("day"),
            List.of(),
            CodePlace.file("models/orders.sql"),
            "code-" + day,
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT);
    return new StepTask(
        BRANCH,
        new RunId(day),
        step,
        DAILY.parse(label),
        Optional.of(DAILY),
        Instant.parse("2026-11-22T02:47:00Z"),
        42,
        "print-" + label);
  }

  private void make(int day) {
    var task = task(day);
    var text = ((Step.Work.Sql) task.step().work()).text();
    assertThat(world.engine().compute(task, text, StepWatch.nobody()))
        .isInstanceOf(StepOutcome.Done.class);
  }

  private Table table() {
    var lake = world.localLake();
    return lake.table(lake.lake().head(BRANCH), ORDERS.key()).orElseThrow();
  }

  private LostFiles lost() {
    return LostFiles.of(world.localLake(), table());
  }

  private void lose(long snapshot) throws IOException {
    for (var file : LostFiles.broughtBy(table(), snapshot)) {
      Files.delete(LocalFileIO.pathOf(file.location()));
    }
  }

  @Test
  void whatIsGoneIsKnownWithWhoWroteItAndForWhichInterval() throws IOException {
    make(1);
    make(2);
    long second = table().currentSnapshot().snapshotId();
    make(3);
    assertThat(lost().lost()).isEmpty();
    assertThat(lost().looked()).isEqualTo(3);
    lose(second);

    var lost = lost().lost().getFirst();

    assertThat(lost().lost()).hasSize(1);
    assertThat(lost.file().recordCount()).isEqualTo(3);
    assertThat(lost.changed()).isFalse();
    assertThat(lost.by())
        .hasValue(new LostFiles.Maker(second, new RunId(2), task(2).interval(), "code-2"));
    assertThat(LostFiles.holdsOnly(task(2), table(), lost.file())).isTrue();
    assertThat(LostFiles.holdsOnly(task(1), table(), lost.file())).isFalse();
  }

  @Test
  void whatARunWroteAgainIsItsOwn() throws IOException {
    make(1);
    make(2);
    make(1);
    lose(table().currentSnapshot().snapshotId());

    assertThat(lost().lost().getFirst().by().map(LostFiles.Maker::snapshot))
        .hasValue(table().currentSnapshot().snapshotId());
  }

  @Test
  void ofWhatAnotherToolHasRewrittenNobodyIsNamed() throws IOException {
    make(1);
    make(2);
    var old = LostFiles.files(table()).getFirst();
    var location = old.location().replace(".parquet", "-rewritten.parquet");
    Files.copy(LocalFileIO.pathOf(old.location()), LocalFileIO.pathOf(location));
    var catalog = world.localLake().catalogs().forOneCommit(BRANCH, "ana", "compact");
    var table = catalog.loadTable(TableIdentifier.of("orders"));
    var rewritten = DataFiles.builder(table.spec()).copy(old).withPath(location).build();
    table.newRewrite().deleteFile(old).addFile(rewritten).commit();
    Files.delete(LocalFileIO.pathOf(location));

    assertThat(lost().lost()).extracting(LostFiles.Lost::by).containsExactly(Optional.empty());
  }
}
