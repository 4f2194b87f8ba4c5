package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.Append;
import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How long the branches of runs stay. */
class EvidenceTest {
  private static final String DAY = "2026-11-20";
  private static final String NEXT = "2026-11-21";

  /** Runs are at work while this says so. */
  private final Set<RunId> working = new HashSet<>();

  private final Presence presence =
      new Presence() {
        @Override
        public Working work(RunId run) {
          working.add(run);
          return () -> working.remove(run);
        }

        @Override
        public boolean atWork(RunId run) {
          return working.contains(run);
        }
      };

  private final World world =
      new World(new MemoryRefStore(), StoredRunJournal.bodies(), presence).classic();

  private RunResult fails(String day) {
    world.engine.failing.add(TableName.of("daily"));
    var result = world.run(day);
    world.engine.failing.clear();
    return result;
  }

  /** A run whose process died while it offered its tables to main. */
  private RunId dies(String day) {
    var writer = world.journal.open(openedFor(day));
    var main = world.lake.head(Ref.MAIN);
    var branch = "run/" + writer.run().number();
    world.lake.createBranch(branch, main, "ana");
    world.lake.createBranch(branch + "-candidate", main, "ana");
    return writer.run();
  }

  private RunEvent.Opened openedFor(String day) {
    var request = world.request(day);
    return new RunEvent.Opened(
        World.NOW,
        request.pipeline().name(),
        request.interval(),
        request.intervalLabel(),
        request.graph().inOrder().stream().map(Step::table).toList(),
        World.NOW,
        7,
        "ana",
        "a test");
  }

  @Test
  void theEvidenceOfEarlierRunsEndsWhenALaterOneHasPublishedEverything() {
    fails(DAY);
    fails(DAY);
    fails(NEXT);
    assertThat(world.branches()).containsExactlyInAnyOrder("run/1", "run/2", "run/3");

    assertThat(world.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.branches()).containsExactly("run/3");
  }

  @Test
  void aRunOfFewerTablesEndsTheEvidenceOfNoneThatHadMore() {
    fails(DAY);
    var request = world.request(DAY);
    var some = request.graph().only(Set.of(TableName.of("orders"), TableName.of("other")));
    var partly =
        new RunRequest(
            request.pipeline(),
            some,
            request.interval(),
            request.code(),
            false,
            World.NOW,
            7,
            "ana",
            "a test");

    assertThat(world.runner.run(partly, RunListener.nobody(), world.cancellation).outcome())
        .isEqualTo(Outcome.UNCHANGED);

    assertThat(world.branches()).containsExactly("run/1");
  }

  @Test
  void whatAKilledRunHadOfferedToMainGoesWithTheNextRunThatSucceeds() {
    dies(NEXT);
    world.run(DAY);
    assertThat(world.branches()).containsExactly("run/1");
  }

  @Test
  void whatSomebodyWorksOnIsLeftAlone() {
    working.add(dies(DAY));
    world.run(DAY);
    assertThat(world.branches()).containsExactlyInAnyOrder("run/1", "run/1-candidate");
    assertThat(working).hasSize(1);
  }

  @Test
  void oldEvidenceIsFoundAndRemoved() {
    var failed = fails(DAY).run();
    var killed = dies(NEXT);
    var evidence = new Evidence(world.lake, world.journal, presence);
    assertThat(evidence.olderThan(World.NOW)).isEmpty();

    var old = evidence.olderThan(World.NOW.plus(Duration.ofDays(1)));

    assertThat(old).extracting(Evidence.Kept::run).containsExactly(failed, killed);
    old.forEach(kept -> evidence.remove(kept, "ana"));
    assertThat(world.branches()).isEmpty();
  }

  @Test
  void aRunWhoseEvidenceIsGoneComputesAllAgainWhenItIsResumed() {
    world.publish = Pipeline.PublishUnit.ALL_OR_NOTHING;
    var failed = fails(DAY);
    var evidence = new Evidence(world.lake, world.journal, presence);
    evidence.kept().forEach(kept -> evidence.remove(kept, "ana"));
    world.engine.computed.clear();

    assertThat(world.resume(failed, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(world.computed())
        .containsExactly("clean", "customers", "daily", "lonely", "orders", "other");
  }

  @Test
  void aRunIsOpenedOnlyTogetherWithTheEntryThatClaimsIt() {
    Function<RunId, Append> claim = run -> new Append("claims", 0, "claim", run.toString());
    var request = world.request(DAY);
    var listener = RunListener.nobody();

    assertThat(world.runner.runIf(request, claim, listener, world.cancellation)).isPresent();
    assertThat(world.runner.runIf(request, claim, listener, world.cancellation)).isEmpty();

    assertThat(world.store.journal("claims", 0, 10)).hasSize(1);
    assertThat(world.journal.newest(10)).hasSize(1);
    assertThat(working).isEmpty();
  }
}
