package dev.prunella.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.gc.GarbageCollection;
import dev.prunella.local.gc.GcOptions;
import dev.prunella.local.gc.GcProgress;
import dev.prunella.local.gc.GcResult;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse serves one lake, in one place. */
class NameplateTest {
  private static final Secrets SECRETS = new Secrets(Map.of());
  private static final Clock CLOCK = Clock.systemUTC();

  private final Path folder;

  NameplateTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private LakeConfig lake(String name) {
    return LakeConfig.in(folder.resolve(name));
  }

  /** The database of one lake, the warehouse of another. */
  private LakeConfig mixed(String refs, String warehouse) {
    return new LakeConfig(
        lake(refs).refs(), lake(warehouse).warehouse(), Map.of(), folder.resolve("tmp"));
  }

  private static void make(LakeConfig config) {
    LocalLake.create(config, SECRETS, CLOCK).close();
  }

  private static void touchFiles(LakeConfig config) {
    try (var lake = LocalLake.open(config, SECRETS, CLOCK)) {
      lake.io();
    }
  }

  private static void write(LakeConfig config) {
    try (var lake = LocalLake.open(config, SECRETS, CLOCK)) {
      lake.leases();
    }
  }

  private Path plate(String name) {
    return folder.resolve(name).resolve("warehouse").resolve(GarbageCollection.NAMEPLATE);
  }

  private static void refuses(ThrowingCallable action, String... words) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FOREIGN_WAREHOUSE))
        .hasMessageContainingAll(words);
  }

  @Test
  void aLakeComesBackToItsOwnWarehouseByAnyName() throws IOException {
    make(lake("a"));
    make(lake("a"));
    write(lake("a"));
    Files.createSymbolicLink(folder.resolve("alias"), folder.resolve("a"));
    write(lake("alias"));
    assertThat(plate("a")).content().contains("place " + plate("a").toRealPath().getParent());
  }

  @Test
  void anotherLakesWarehouseIsRefusedBeforeAnythingIsReadOrWritten() {
    make(lake("a"));
    make(lake("b"));
    refuses(() -> touchFiles(mixed("a", "b")), "belongs to another lake", "Choose a warehouse");
    refuses(() -> write(mixed("a", "b")), "remove " + plate("b"));
  }

  @Test
  void aNewLakeDoesNotMoveIntoAWarehouseThatHasOne() throws IOException {
    make(lake("a"));
    Files.delete(folder.resolve("a/lake.db"));
    refuses(() -> make(lake("a")), "restore that lake's database from a backup");
    assertThat(folder.resolve("a/lake.db")).doesNotExist();
    refuses(() -> make(mixed("b", "a")), "belongs to another lake");
  }

  @Test
  void aCopiedLakeIsRefusedAndTheOriginalIsNot() throws IOException {
    make(lake("a"));
    Files.createDirectories(folder.resolve("copy/warehouse"));
    Files.copy(folder.resolve("a/lake.db"), folder.resolve("copy/lake.db"));
    Files.copy(plate("a"), plate("copy"));
    refuses(() -> touchFiles(lake("copy")), "moved or copied", "export its tables there");
    refuses(() -> write(lake("copy")), "was made in " + folder.toRealPath().resolve("a"));
    write(lake("a"));
  }

  @Test
  void aMovedLakeSaysWhereItBelongsAndWorksAgainThere() throws IOException {
    make(lake("a"));
    Files.move(folder.resolve("a"), folder.resolve("moved"));
    refuses(() -> touchFiles(lake("moved")), "Move it back");
    try (var lake = LocalLake.open(lake("moved"), SECRETS, CLOCK)) {
      assertThat(lake.lake().head("main").message()).isEqualTo("an empty lake");
    }
    Files.move(folder.resolve("moved"), folder.resolve("a"));
    write(lake("a"));
  }

  @Test
  void anOlderLakeGetsItsPlateWithItsNextWrite() throws IOException {
    make(lake("a"));
    Files.delete(plate("a"));
    touchFiles(lake("a"));
    assertThat(plate("a")).doesNotExist();
    write(lake("a"));
    assertThat(plate("a")).exists();
  }

  @Test
  void aPlateWhoseWriterWasStoppedIsWrittenAgain() throws IOException {
    make(lake("a"));
    Files.writeString(plate("a"), "");
    write(lake("a"));
    assertThat(plate("a")).content().contains("lake ");
    Files.writeString(plate("a"), "something else");
    refuses(() -> write(lake("a")), "does not say whose warehouse this is");
  }

  @Test
  void collectionsLeaveThePlateAlone() {
    make(lake("a"));
    try (var lake = LocalLake.open(lake("a"), SECRETS, CLOCK)) {
      var gc =
          new GarbageCollection(
              lake.lake().store(),
              lake.io(),
              lake.config().warehouse(),
              CLOCK,
              GcOptions.DEFAULT,
              Optional.empty());
      assertThat(gc.run(GcProgress.SILENT))
          .isInstanceOfSatisfying(
              GcResult.Collected.class,
              done -> assertThat(done.report().foreign().files()).isZero());
    }
    assertThat(plate("a")).exists();
    assertThatCode(() -> write(lake("a"))).doesNotThrowAnyException();
  }
}
