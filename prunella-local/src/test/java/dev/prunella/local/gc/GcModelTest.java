package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Holds a collection against a naive model: the set of reachable files. */
class GcModelTest {
  private static final int TABLES = 4;

  @Property(tries = 20)
  void whatGoesIsExactlyWhatNothingReachesAndNobodyMayStillBeWriting(
      @ForAll @Size(min = 8, max = 30) List<@IntRange(min = 0, max = 9999) Integer> choices)
      throws IOException {
    var directory = Files.createTempDirectory("gc-model");
    try {
      var world = new World(directory.resolve("warehouse"));
      choices.forEach(choice -> act(world, choice));
      collectAndCompare(world);
    } finally {
      remove(directory);
    }
  }

  private static void act(World world, int choice) {
    var branches = world.store.refs().stream().map(r -> r.name()).sorted().toList();
    var branch = branches.get(choice / 100 % branches.size());
    var table = "t" + choice / 10 % TABLES;
    boolean there = world.has(branch, table);
    switch (choice % 13) {
      case 0, 1, 2, 3 -> {
        if (there) {
          world.append(branch, table);
        } else {
          world.create(branch, table);
        }
      }
      case 4 -> {
        if (there) {
          world.remove(branch, table, world.append(branch, table));
        }
      }
      case 5 -> {
        if (there) {
          world.dataFile(world.table(branch, table));
        }
      }
      case 6 -> {
        if (there && world.table(branch, table).currentSnapshot() != null) {
          world.setStatistics(branch, table);
        }
      }
      case 7, 8 -> {
        if (branches.size() < 6) {
          world.branch("b" + choice + "-" + world.store.lastWrite(), branch);
        }
      }
      case 9 -> {
        if (!branch.equals("main")) {
          world.lake.delete(branch, "ann");
        }
      }
      case 10 -> {
        if (there) {
          world.drop(branch, table);
        }
      }
      case 11 -> world.clock.forward(Duration.ofHours(choice % 97));
      default -> collectAndCompare(world);
    }
  }

  private static void collectAndCompare(World world) {
    var needed = world.needed();
    // In milliseconds, as file systems tell times to Iceberg.
    var cutoff =
        world.clock.instant().minus(World.OPTIONS.foreignGrace()).truncatedTo(ChronoUnit.MILLIS);
    var expected =
        world.files().stream()
            .filter(f -> needed.files().contains(f) || !modified(f).isBefore(cutoff))
            .collect(Collectors.toSet());

    world.collect();

    assertThat(world.files()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(world.objects()).isEqualTo(needed.objects());
  }

  private static Instant modified(Path file) {
    try {
      return Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (var walk = Files.walk(directory)) {
      for (var path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
