package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.engine.ChildMessages.Order;
import dev.prunella.local.engine.ChildMessages.Request;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChildMessagesTest {
  private static final Calendar DAILY =
      new Calendar(Calendar.Rhythm.DAILY, ZoneId.of("Europe/Berlin"));
  private static final List<Materialization> ALL =
      List.of(
          new Materialization.Full(),
          new Materialization.Append(),
          new Materialization.IntervalBy("day \" of"),
          new Materialization.IntervalBy("day", Materialization.Outside.DROP),
          new Materialization.MergeBy(List.of("a", "b")),
          new Materialization.MergeBy(List.of("a"), Optional.of("at")));

  @Test
  void ordersArriveAsTheyWereSent() throws Exception {
    for (var how : ALL) {
      same(new Order.Compute(task(how, new Step.Work.Sql("select 'x'\n")), "select 'x'\n"));
    }
    var source =
        new Source.Declared(
            new Source.Files(""),
            new Source.Format(Source.Format.Kind.CSV, Map.of("delimiter", "\t")),
            List.of(new Source.Column("id", "decimal(10,2)")),
            true,
            Source.OnEmpty.ALLOW,
            Source.OnNewColumn.ADD,
            Optional.empty());
    var at = Instant.parse("2026-01-01T00:00:00.123456Z");
    var batch = new Batch(List.of(new Batch.Part("a.csv", "12ab", 7, "/raw/12ab")), at);
    same(new Order.Ingest(task(ALL.getFirst(), new Step.Work.Load(source)), source, batch));
    same(
        new Order.Export(
            task(ALL.getFirst(), new Step.Work.Sql("")),
            TableName.of("a.b", "c"),
            Step.Exchange.JSON_LINES,
            "/tmp/x"));
  }

  private static void same(Order order) throws Exception {
    var lake =
        new LakeConfig(
            new LakeConfig.Refs.Postgres("jdbc:postgresql://h/d?password=secret:env/P"),
            "s3://bucket/lake",
            Map.of("s3.endpoint", "http://h"),
            Path.of("/scratch"));
    var request = new Request(lake, Map.of("P", "hidden"), order);
    assertThat(ChildMessages.request(ChildMessages.JSON.readTree(ChildMessages.write(request))))
        .isEqualTo(request);
  }

  @Test
  void outcomesArriveAsTheyWereSent() throws Exception {
    var order = new Order.Compute(task(ALL.getFirst(), new Step.Work.Sql("")), "");
    var fault =
        Fault.of(Fault.Kind.UNKNOWN_COLUMN, "no 'a'", "did you mean 'b'?")
            .at(new CodePlace("models/a.sql", 7))
            .with("position", "7:1");
    for (var outcome :
        List.of(
            new StepOutcome.Done(
                Optional.of(new Entry.Table("u", "m0")),
                new Entry.Table("u", "m1"),
                3,
                4,
                Optional.empty(),
                Optional.empty(),
                5),
            new StepOutcome.Failed(fault),
            new StepOutcome.Cancelled())) {
      var said = ChildMessages.JSON.readTree(ChildMessages.answer(outcome));
      assertThat(ChildMessages.outcome(said, order)).isEqualTo(outcome);
    }
  }

  private static StepTask task(Materialization how, Step.Work work) {
    var step =
        new Step(
            TableName.of("sales", "orders"),
            work,
            how,
            List.of(),
            new CodePlace("models/sales.orders.sql", 1),
            "",
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT.inOwnProcess(true));
    return new StepTask(
        "run/1",
        new RunId(1),
        step,
        DAILY.parse("2026-03-29"),
        Optional.of(DAILY),
        Instant.parse("2026-03-30T02:47:00Z"),
        -5,
        "print",
        true);
  }
}
