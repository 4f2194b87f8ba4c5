package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.Check;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Dimension;
import dev.prunella.contract.Expectation;
import dev.prunella.contract.Measure;
import dev.prunella.contract.OnFailure;
import dev.prunella.contract.Severity;
import dev.prunella.contract.Unit;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Promises over several tables, of which not all are made by one step, or by one run. */
class JointChecksTest {
  private static final String DAY = "2026-11-20";
  private static final TableName RATES = TableName.of("rates");

  /** The rule of a table, whose query reads others. */
  private static JointCheck rule(String table, Severity severity, String... reads) {
    var check =
        new Check(
            table + ".rule",
            TableName.of(table),
            new Measure.QueryValue("select"),
            Expectation.NONE,
            Unit.ROWS,
            severity,
            Dimension.CONSISTENCY,
            "",
            CodePlace.file("contracts/" + table + ".odcs.yaml"),
            OnFailure.HOLD);
    var tables = List.of(reads).stream().map(TableName::of).toList();
    return JointCheck.of(check, Set.copyOf(tables), ZoneOffset.UTC).orElseThrow();
  }

  private static void somebodyPublishes(World world, TableName table, String rows) {
    var put = Change.put(table.key(), Optional.of(new Entry.Table(rows, "by hand|all:" + rows)));
    world.lake.commit(Ref.MAIN, List.of(put), CommitInfo.by("ben", "by hand"));
  }

  private static boolean has(World world, Commit at, TableName table) {
    return world.lake.entry(at, table.key()).isPresent();
  }

  @Test
  void whatIsHeldHoldsTheTableWhoseContractAsksForIt() {
    var world = new World().classic();
    world.joint.add(rule("clean", Severity.ERROR, "clean", "other"));
    world.judge.say("other", Standing.HELD);

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);

    assertThat(world.main().keySet()).containsExactly("orders");
    assertThat(world.events)
        .filteredOn(RunEvent.StepSkipped.class::isInstance)
        .extracting(e -> ((RunEvent.StepSkipped) e).table() + " " + because(e))
        .contains("clean other", "daily clean", "customers clean");
  }

  private static TableName because(RunEvent event) {
    return ((RunEvent.StepSkipped) event).because();
  }

  @Test
  void aPromiseThatOnlyWarnsKeepsNothingBack() {
    var world = new World().classic();
    world.joint.add(rule("clean", Severity.WARN, "clean", "other"));
    world.judge.say("other", Standing.HELD);
    world.judge.asked = (_, _) -> Standing.WARNED;

    world.run(DAY);

    assertThat(world.main()).containsKeys("clean", "daily");
    assertThat(RunState.of(new RunId(1), world.journal.events(new RunId(1))).judged())
        .hasEntrySatisfying(
            TableName.of("clean"),
            judged ->
                assertThat(judged.verdicts())
                    .extracting(Verdict::standing)
                    .containsExactly(Standing.WARNED));
  }

  @Test
  void whatSomebodyPublishedMeanwhileIsAskedForBeforeMainMoves() {
    var world = new World().classic();
    world.joint.add(rule("clean", Severity.ERROR, "clean", "rates"));
    somebodyPublishes(world, RATES, "good");
    world.judge.asked =
        (at, _) -> content(world, at).endsWith("good") ? Standing.PASSED : Standing.HELD;
    world.engine.first.put(
        TableName.of("daily"), _ -> somebodyPublishes(world, RATES, "without the euro"));

    var result = world.run(DAY);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(result.sentence()).contains("clean held");
    assertThat(world.main().keySet()).containsExactly("lonely", "orders", "other", "rates");
    assertThat(world.branches()).as("the evidence, and no candidate").containsExactly("run/1");

    somebodyPublishes(world, RATES, "with the euro, good");
    assertThat(world.resume(result, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(world.main()).containsKeys("clean", "daily");
  }

  private static String content(World world, Commit at) {
    return FakeEngine.content(world.lake.entry(at, RATES.key()).orElseThrow());
  }

  @Test
  void everyCandidateIsAskedAlsoAfterMainMovedWhileOneWas() {
    var world = new World().classic();
    world.joint.add(rule("clean", Severity.ERROR, "clean", "rates"));
    somebodyPublishes(world, RATES, "good");
    world.judge.asked =
        (at, _) -> {
          if (!content(world, at).endsWith("good")) {
            return Standing.HELD;
          }
          somebodyPublishes(world, RATES, "bad");
          return Standing.PASSED;
        };

    world.run(DAY);

    assertThat(world.main()).doesNotContainKey("clean").containsKey("lonely");
  }

  @Test
  void aPromiseAboutATableOfOthersHoldsWhatItReads() {
    var world = new World().classic();
    world.joint.add(rule("rates", Severity.ERROR, "rates", "clean"));
    somebodyPublishes(world, RATES, "good");
    var clean = TableName.of("clean");
    world.judge.asked = (at, _) -> has(world, at, clean) ? Standing.HELD : Standing.PASSED;

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);

    assertThat(world.main().keySet()).containsExactly("lonely", "orders", "other", "rates");
  }

  @Test
  void aPromiseThatMainDidNotKeepBeforeHoldsNobody() {
    var world = new World().classic();
    world.joint.add(rule("rates", Severity.ERROR, "rates", "clean"));
    somebodyPublishes(world, RATES, "bad");
    world.judge.asked = (_, _) -> Standing.HELD;

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(RunState.of(new RunId(1), world.journal.events(new RunId(1))).judged())
        .hasEntrySatisfying(
            TableName.of("clean"),
            judged ->
                assertThat(judged.verdicts())
                    .extracting(Verdict::sentence)
                    .containsExactly("it found 1; main does not keep it either"));
  }

  @Test
  void aPromiseAboutATableThatIsNotThereIsPassedOver() {
    var world = new World().classic();
    world.joint.add(rule("rates", Severity.ERROR, "clean"));
    world.judge.asked = (_, _) -> Standing.HELD;

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  @Test
  void allOrNothingIsNothingWhenAPromiseOverSeveralTablesBreaks() {
    var world = new World().classic();
    world.publish = Pipeline.PublishUnit.ALL_OR_NOTHING;
    world.joint.add(rule("clean", Severity.ERROR, "clean", "other"));
    world.judge.asked = (_, _) -> Standing.HELD;

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.HELD);
    assertThat(world.main()).isEmpty();
  }
}
