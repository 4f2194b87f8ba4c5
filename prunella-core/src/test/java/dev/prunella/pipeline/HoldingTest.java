package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class HoldingTest {
  private static final String DAY = "2026-11-20";

  @Test
  void whatIsHeldAndWhatRestsOnItStaysOffMainAndTheRestIsPublished() {
    var world = new World().classic();
    world.judge.say("clean", Standing.HELD);

    var result = world.run(DAY);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(result.sentence()).contains("clean held");
    assertThat(world.main().keySet()).containsExactly("lonely", "orders", "other");
    assertThat(world.tables("run/1")).as("the evidence").containsKey("clean");
    assertThat(failure(world, "clean"))
        .hasValueSatisfying(
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.HELD);
              assertThat(fault.message()).isEqualTo("rule-1: 3 rows are wrong");
              assertThat(fault.next()).contains("run/1");
            });
  }

  private static List<String> skips(World world) {
    return world.events.stream()
        .filter(RunEvent.StepSkipped.class::isInstance)
        .map(RunEvent.StepSkipped.class::cast)
        .map(skip -> skip.table() + ": " + skip.inWords())
        .toList();
  }

  @Test
  void whatWentIntoATableInDoubtStaysOffMainWithAllThatIsMadeOfIt() {
    var world = new World().classic();
    doubt(world, "daily");

    var result = world.run(DAY);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(result.sentence()).endsWith("daily held");
    assertThat(world.main().keySet()).containsExactly("lonely", "other");
    assertThat(skips(world))
        .containsExactlyInAnyOrder(
            "clean: daily is made from it, and not right",
            "orders: daily is made from it, and not right",
            "customers: it needs clean");
  }

  @Test
  void whatAnUnchangedStepFailsByStaysOffMain() {
    var world = new World().classic();
    world.engine.failingByValues.add(TableName.of("daily"));

    var result = world.run(DAY);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(world.main().keySet()).containsExactly("lonely", "other");
    assertThat(skips(world))
        .containsExactlyInAnyOrder(
            "clean: daily is made from it, and not right",
            "orders: daily is made from it, and not right",
            "customers: it needs clean");
  }

  @Test
  void whatWasKeptBackIsPublishedAsItIsOnceTheTableIsRight() {
    var world = new World().classic();
    doubt(world, "daily");
    var held = world.run(DAY);
    world.judge.say("daily", Standing.PASSED);

    assertThat(world.resume(held, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.main()).isEqualTo(whole());
    assertThat(world.engine.computed).filteredOn(TableName.of("clean")::equals).hasSize(1);
  }

  @Test
  void whatMainHasIsNotTakenBackByADoubt() {
    var world = new World().classic();
    world.run(DAY);
    world.model("daily", "daily, another way", "clean");
    doubt(world, "daily");

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.HELD);

    assertThat(world.main()).isEqualTo(whole());
    assertThat(world.events).noneMatch(RunEvent.StepSkipped.class::isInstance);
  }

  @Test
  void whatIsUnusualBecauseOfAcceptedRowsIsPublished() {
    var world = new World().classic();
    accept(world, "orders");
    doubt(world, "clean");
    doubt(world, "daily");

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    var state = RunState.of(new RunId(1), world.journal.events(new RunId(1)));
    assertThat(state.judged())
        .extractingByKey(TableName.of("daily"))
        .extracting(
            RunEvent.StepJudged::verdicts, as(InstanceOfAssertFactories.list(Verdict.class)))
        .extracting(Verdict::sentence)
        .containsExactly(
            "made from clean, accepted by lea: the sale began; seen was: 3 rows are wrong");
  }

  @Test
  void whatIsUnusualForAnotherReasonIsHeldBesideAcceptedRows() {
    var edited = new World().classic();
    accept(edited, "orders");
    edited.judge.say("clean", Standing.HELD);

    assertThat(edited.run(DAY).sentence()).as("its step may be at fault").contains("clean held");

    var mixed =
        new World().source("orders").source("rates").model("both", "both", "orders", "rates");
    accept(mixed, "orders");
    doubt(mixed, "both");

    assertThat(mixed.run(DAY).sentence()).as("the rates may be").contains("both held");

    var later =
        new World().source("orders").source("rates").model("both", "both", "orders", "rates");
    later.judge.say("orders", Standing.HELD);
    var held = later.run(DAY);
    assertThat(later.main()).containsOnlyKeys("rates");
    accept(later, "orders");
    doubt(later, "both");

    assertThat(later.resume(held, DAY).sentence()).as("on main already").contains("both held");
  }

  private static void accept(World world, String table) {
    world.judge.say(table, Standing.PASSED);
    world.judge.accepted.add(TableName.of(table));
  }

  private static void doubt(World world, String table) {
    world.judge.say(table, Standing.HELD);
    world.judge.doubting.add(TableName.of(table));
  }

  private static Map<String, String> whole() {
    var world = new World().classic();
    world.run(DAY);
    return world.main();
  }

  @Test
  void whenNothingFailedAndNothingPassedTheRunIsHeld() {
    var world = new World().source("orders").model("clean", "clean", "orders");
    world.judge.say("orders", Standing.HELD);
    var head = world.lake.head(Ref.MAIN);

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.HELD);
    assertThat(world.lake.head(Ref.MAIN)).isEqualTo(head);
  }

  @Test
  void aWarningIsKeptAndPublished() {
    var world = new World().classic();
    world.judge.say("clean", Standing.WARNED);

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    var state = RunState.of(new RunId(1), world.journal.events(new RunId(1)));
    assertThat(state.judged().values())
        .flatExtracting(RunEvent.StepJudged::verdicts)
        .extracting(Verdict::standing)
        .containsExactly(Standing.WARNED);
  }

  @Test
  void aJudgeThatBreaksHasNotSaidYes() {
    var world = new World().classic();
    world.judge.say("clean", Standing.PASSED);
    world.judge.broken = true;

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(world.main()).doesNotContainKey("clean");
    assertThat(failure(world, "clean").orElseThrow().message()).contains("no such rule");
  }

  @Test
  void aResumedRunJudgesAgainWhatItTakesFromBefore() {
    var world = new World().classic();
    world.judge.say("clean", Standing.HELD);
    var held = world.run(DAY);
    world.engine.computed.clear();
    world.judge.judged.clear();

    assertThat(world.resume(held, DAY).outcome())
        .as("the rest is on main already")
        .isEqualTo(Outcome.HELD);
    assertThat(world.judge.judged).containsExactly("clean");
    assertThat(world.main()).doesNotContainKey("clean");

    world.judge.say("clean", Standing.PASSED);
    assertThat(world.resume(held, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(world.main()).containsKeys("clean", "daily", "customers");
  }

  @Test
  void aResumedRunLooksAtItsSourcesAgainAfterAHold() {
    var world = new World().classic();
    world.judge.say("clean", Standing.HELD);
    var held = world.run(DAY);
    world.engine.computed.clear();
    world.engine.arriving.put(TableName.of("orders"), "put right");
    world.judge.say("clean", Standing.PASSED);

    assertThat(world.resume(held, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.computed()).contains("orders", "clean");
    assertThat(world.main().get("daily")).contains("put right");
  }

  @Test
  void whatMainHasIsNotJudgedAgain() {
    var world = new World().classic();
    world.judge.say("clean", Standing.PASSED);
    world.run(DAY);
    world.judge.judged.clear();

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(world.judge.judged).isEmpty();
  }

  private static Optional<Fault> failure(World world, String table) {
    return List.copyOf(world.events).stream()
        .filter(RunEvent.StepFailed.class::isInstance)
        .map(RunEvent.StepFailed.class::cast)
        .filter(failed -> failed.table().equals(TableName.of(table)))
        .map(RunEvent.StepFailed::fault)
        .findFirst();
  }
}
