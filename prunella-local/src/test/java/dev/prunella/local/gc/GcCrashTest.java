package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcCrashTest {
  private static final int MOST_STEPS = 1000;

  @Test
  void collectionKilledAtAnyStepLosesNothingAndTheNextOneFinishesIt(@TempDir Path directory)
      throws IOException {
    int step = 0;
    boolean died = true;
    while (died) {
      assertThat(step).isLessThan(MOST_STEPS);
      died = killAndResume(directory.resolve("step" + step), step);
      step++;
    }
    assertThat(step).as("steps tried").isGreaterThan(20);
  }

  private static boolean killAndResume(Path directory, int step) throws IOException {
    var world = new World(directory.resolve("warehouse"));
    makeGarbage(world);
    var needed = world.needed();
    var journal = Optional.of(directory.resolve("gc.journal"));
    var crash = new Crash(step);

    boolean died = false;
    try {
      new GarbageCollection(
              crash.before(world.store),
              new WorldFiles(world.clock, crash),
              world.directory.toString(),
              world.clock,
              World.OPTIONS,
              journal)
          .run((what, done) -> crash.step());
    } catch (Crash.Dead | RuntimeException e) {
      assertThat(crash.happened()).as("step %s: %s", step, e).isTrue();
      died = true;
    }

    boolean interrupted = isUnfinished(journal.get());
    assertThat(world.files()).as("after a crash at step %s", step).containsAll(needed.files());
    assertThat(world.objects()).containsAll(needed.objects());
    assertThatEveryCommitIsWhole(world);
    world.clock.forward(Turn.LIFETIME.plus(Duration.ofMinutes(1)));
    var report =
        ((GcResult.Collected)
                new GarbageCollection(
                        world.store,
                        world.io,
                        world.directory.toString(),
                        world.clock,
                        World.OPTIONS,
                        journal)
                    .run(GcProgress.SILENT))
            .report();
    assertThat(report.resumed()).as("step %s", step).isEqualTo(interrupted);
    assertThat(world.files()).as("resumed after step %s", step).isEqualTo(needed.files());
    assertThat(world.objects()).as("resumed after step %s", step).isEqualTo(needed.objects());
    return died;
  }

  private static boolean isUnfinished(Path journal) throws IOException {
    return Files.exists(journal) && !Files.readAllLines(journal).getLast().startsWith("end");
  }

  /** Whatever commit is in the store has its parents, its trie and its files. */
  private static void assertThatEveryCommitIsWhole(World world) {
    for (var id : world.objects()) {
      world
          .lake
          .findCommit(id)
          .ifPresent(
              commit -> {
                var whole = World.neededFrom(world.lake, Set.of(commit.id()));
                assertThat(world.objects()).containsAll(whole.objects());
                assertThat(whole.files()).allSatisfy(f -> assertThat(f).exists());
              });
    }
  }

  private static void makeGarbage(World world) {
    world.create("main", "orders");
    world.append("main", "orders");
    world.branch("try", "main");
    world.append("try", "orders");
    var wild = world.create("try", "wild", world.directory.resolve("sales/wild"));
    world.write(Path.of(wild.location(), "data", "part-0"));
    world.lake.delete("try", "ann");
    world.dataFile(world.table("main", "orders"));
    world.clock.forward(Duration.ofDays(30));
    assertThat(Files.exists(world.directory)).isTrue();
  }
}
