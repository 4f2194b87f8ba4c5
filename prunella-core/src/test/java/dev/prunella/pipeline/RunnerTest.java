package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.Change;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private static final String DAY = "2026-11-20";

  @Test
  void allTablesOfARunReachMainInOneCommit() {
    var world = new World().classic();
    long before = world.lake.head(Ref.MAIN).generation();

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.main().keySet())
        .containsExactly("clean", "customers", "daily", "lonely", "orders", "other");
    assertThat(world.lake.head(Ref.MAIN).generation()).isEqualTo(before + 1);
    assertThat(world.branches()).isEmpty();
    assertThat(world.store.publications(1).getFirst().why()).isEqualTo("run-1 shop 2026-11-20");
  }

  @Test
  void eachStepComesAfterWhatItReads() {
    var world = new World().classic();
    world.run(DAY);
    assertThat(world.main().get("daily"))
        .isEqualTo("2026-11-20:daily(clean=2026-11-20:clean(orders=2026-11-20:2026-11-20 ) )");
  }

  @Test
  void whatIsNotDownstreamOfAFailureIsPublished() {
    var world = new World().classic();
    world.engine.failing.add(TableName.of("clean"));

    var result = world.run(DAY);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(world.main().keySet()).containsExactly("lonely", "orders", "other");
    assertThat(world.branches()).as("the evidence").containsExactly("run/1");
    assertThat(world.events)
        .filteredOn(RunEvent.StepSkipped.class::isInstance)
        .extracting(e -> ((RunEvent.StepSkipped) e).table().toString())
        .containsExactlyInAnyOrder("daily", "customers");
  }

  @Test
  void codeOfWhichNothingCameIsNotPublished() {
    var world = new World().source("orders").model("clean", "clean", "orders");
    world.engine.failing.add(TableName.of("orders"));
    var head = world.lake.head(Ref.MAIN);

    var result =
        world.runner.run(
            world.request(DAY, new RunCode(Optional.of("c0de"), "a test")),
            RunListener.nobody(),
            world.cancellation);

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.lake.head(Ref.MAIN)).isEqualTo(head);
  }

  @Test
  void allOrNothingPublishesNothingAfterAFailure() {
    var world = new World().classic();
    world.publish = Pipeline.PublishUnit.ALL_OR_NOTHING;
    world.engine.failing.add(TableName.of("customers"));

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.main()).isEmpty();
    assertThat(world.tables("run/1")).containsKey("daily");
  }

  @Test
  void aRunThatChangesNothingPublishesNothing() {
    var world = new World().classic();
    world.run(DAY);
    var head = world.lake.head(Ref.MAIN);
    world.engine.computed.clear();

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.UNCHANGED);

    assertThat(world.lake.head(Ref.MAIN)).isEqualTo(head);
    assertThat(world.computed()).as("sources are looked at").containsExactly("orders", "other");
  }

  @Test
  void aChangedModelIsComputedAgainWithAllDownstreamAndNothingElse() {
    var world = new World().classic();
    world.run(DAY);
    world.engine.computed.clear();
    world.model("clean", "cleaner", "orders");

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.computed()).containsExactly("clean", "customers", "daily", "orders", "other");
    assertThat(world.main().get("daily")).contains("cleaner");
  }

  @Test
  void resumeStartsAtTheFailedStep() {
    var world = new World().classic();
    world.engine.failing.add(TableName.of("daily"));
    var failed = world.run(DAY);
    world.engine.failing.clear();
    world.engine.computed.clear();

    var resumed = world.resume(failed, DAY);

    assertThat(resumed.run()).isEqualTo(failed.run());
    assertThat(resumed.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(world.computed()).containsExactly("daily");
    assertThat(world.main()).isEqualTo(clean(DAY));
    assertThat(world.branches()).isEmpty();
  }

  @Test
  void resumeAfterTheModelWasCorrectedComputesItAndWhatIsDownstream() {
    var world = new World().classic();
    world.publish = Pipeline.PublishUnit.ALL_OR_NOTHING;
    world.engine.failing.add(TableName.of("daily"));
    var failed = world.run(DAY);
    world.engine.failing.clear();
    world.engine.computed.clear();
    world.model("clean", "cleaner", "orders");

    assertThat(world.resume(failed, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.computed()).containsExactly("clean", "customers", "daily");
    assertThat(world.main()).hasSize(6);
  }

  @Test
  void aResumedRunTakesWhatItsSourcesHaveByNow() {
    var world = new World().classic();
    world.engine.failing.add(TableName.of("daily"));
    world.engine.arriving.put(TableName.of("orders"), "wrong");
    var failed = world.run(DAY);
    world.engine.failing.clear();
    world.engine.arriving.put(TableName.of("orders"), "put right");
    world.engine.computed.clear();

    assertThat(world.resume(failed, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.computed()).containsExactly("clean", "customers", "daily", "orders");
    assertThat(world.main().get("daily")).contains("put right");
  }

  @Test
  void whatAKilledRunHadLoadedIsLookedAtAgainAndTakenWhenItIsTheSame() {
    var store = new MemoryRefStore();
    var bodies = StoredRunJournal.bodies();
    var killed = new World(store, bodies).classic();
    killed.engine.first.put(
        TableName.of("daily"),
        _ -> {
          throw new OutOfMemoryError("as if killed");
        });
    assertThatThrownBy(() -> killed.run(DAY)).isInstanceOf(OutOfMemoryError.class);
    var run = killed.journal.newest(1).getFirst().run();

    var later = new World(store, bodies).classic();
    later.engine.arriving.put(TableName.of("other"), "put right");
    var result =
        later.runner.resume(run, later.request(DAY), RunListener.nobody(), later.cancellation);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(later.computed()).contains("daily", "other").doesNotContain("clean", "orders");
    assertThat(later.main().get("lonely")).contains("put right");
  }

  @Test
  void whileARunGoesOnItsSourcesAreLookedAtOnce() {
    var world = new World().classic().model("priced", "priced", "clean", "prices");
    byHand(world, "prices", "old");
    world.engine.first.put(
        TableName.of("priced"),
        _ -> {
          world.engine.first.clear();
          byHand(world, "prices", "new");
        });

    world.run(DAY);

    assertThat(world.engine.fetched).filteredOn(t -> t.name().equals("orders")).hasSize(1);
  }

  @Test
  void whatOthersPublishElsewhereCostsNothing() {
    var world = new World().classic();
    world.engine.first.put(TableName.of("daily"), _ -> byHand(world, "elsewhere", "x"));

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.main()).containsKeys("elsewhere", "daily");
    assertThat(world.computed()).hasSize(6);
  }

  @Test
  void whenAnInputChangedOnMainWhatRestsOnItIsComputedAgain() {
    var world = new World().classic().model("priced", "priced", "clean", "prices");
    byHand(world, "prices", "old");
    world.engine.first.put(
        TableName.of("priced"),
        _ -> {
          world.engine.first.clear();
          byHand(world, "prices", "new");
        });

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.main().get("priced")).contains("prices=new");
    assertThat(world.engine.computed).filteredOn(t -> t.name().equals("priced")).hasSize(2);
    assertThat(world.engine.computed).filteredOn(t -> t.name().equals("clean")).hasSize(1);
    assertThat(world.events).hasAtLeastOneElementOfType(RunEvent.Overtaken.class);
    assertThat(world.branches()).isEmpty();
  }

  @Test
  void twoRunsThatWriteTheSameTablesBothLand() {
    var store = new MemoryRefStore();
    var bodies = StoredRunJournal.bodies();
    var one = new World(store, bodies).classic();
    var two = new World(store, bodies).classic();
    one.engine.first.put(
        TableName.of("daily"),
        _ -> {
          one.engine.first.clear();
          assertThat(two.run("2026-11-21").outcome()).isEqualTo(Outcome.PUBLISHED);
        });

    assertThat(one.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(one.main().get("orders")).isEqualTo("2026-11-20:2026-11-20;2026-11-21:2026-11-21");
  }

  @Test
  void aMainThatNeverStandsStillEndsTheRunWithoutPublishing() {
    var world = new World().classic();
    world.engine.first.put(
        TableName.of("orders"), task -> byHand(world, "orders", "all:" + task.branch()));
    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.main().keySet()).containsExactly("orders");
  }

  @Test
  void anInterruptedRunLeavesMainAloneAndIsResumed() {
    var world = new World().classic();
    world.engine.first.put(TableName.of("clean"), _ -> world.cancellation.cancel());

    var interrupted = world.run(DAY);

    assertThat(interrupted.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(world.main()).isEmpty();
    var later = new World(world.store, world.bodies).classic();
    assertThat(later.resume(interrupted, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(later.main()).isEqualTo(clean(DAY));
  }

  @Test
  void aLostReplyToThePublicationIsNeitherLostNorDoubled() {
    var store = new MemoryRefStore();
    var world = new World(store, StoredRunJournal.bodies()).classic();
    var lost =
        new RunListener() {
          private int done;

          @Override
          public void happened(RunId run, RunEvent event) {
            // Counted by what is told: the engine may have computed the last step when the one
            // before it is still to be kept.
            if (event instanceof RunEvent.StepDone && ++done == 6) {
              // The candidate's branch is the next write, the publication the one after it.
              store.beforeNextWrite(() -> store.beforeNextWrite(store::writeThenLoseReply));
            }
          }
        };

    var result = world.runner.run(world.request(DAY), lost, world.cancellation);

    assertThat(result.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(world.store.publications(10)).hasSize(1);
    assertThat(world.journal.events(result.run()))
        .filteredOn(RunEvent.Published.class::isInstance)
        .hasSize(1);
  }

  @Test
  void aStepThatThrowsFailsByItself() {
    var world = new World().classic();
    world.engine.first.put(
        TableName.of("clean"),
        _ -> {
          throw new IllegalStateException("a bug");
        });
    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);
    assertThat(world.main()).containsOnlyKeys("orders", "other", "lonely");
    assertThat(world.events)
        .filteredOn(RunEvent.StepFailed.class::isInstance)
        .extracting(e -> ((RunEvent.StepFailed) e).fault().place().orElseThrow().path())
        .containsExactly("models/clean.sql");
  }

  @Test
  void stepsThatTogetherWantMoreMemoryThanThereIsRunOneAfterAnother() {
    var world = new World();
    world.limits = StepLimits.DEFAULT.withMemory(3L << 30);
    world.classic().run(DAY);
    int working = 0;
    for (var event : world.events) {
      working +=
          event instanceof RunEvent.StepBegan ? 1 : event instanceof RunEvent.StepDone ? -1 : 0;
      assertThat(working).as(event.toString()).isBetween(0, 1);
    }
    assertThat(world.main()).hasSize(6);
  }

  /** What main holds after a run that nothing disturbed. */
  private static java.util.SortedMap<String, String> clean(String day) {
    var world = new World().classic();
    world.run(day);
    return world.main();
  }

  private static void byHand(World world, String table, String content) {
    var entry = new Entry.Table(table, "by hand|" + content);
    var change = Change.put(EntryKey.relation(table), Optional.of(entry));
    world.lake.commit(Ref.MAIN, List.of(change), CommitInfo.by("bob", "by hand"));
  }
}
