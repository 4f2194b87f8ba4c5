package dev.prunella.local.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RawStoreTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder = Path.of("");

  private RawStore store(Duration ahead) {
    return RawStore.in(folder.resolve("raw"), Clock.offset(Clock.systemUTC(), ahead));
  }

  private RawStore store() {
    return store(Duration.ZERO);
  }

  private static RawObject keep(RawStore store, String text) {
    return store.keep(new ByteArrayInputStream(text.getBytes(UTF_8)), RawLimits.DEFAULT);
  }

  private static String text(InputStream in) throws IOException {
    try (in) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private List<Path> files() throws IOException {
    try (var walk = Files.walk(folder.resolve("raw"))) {
      return walk.filter(Files::isRegularFile).filter(f -> !f.endsWith("lock")).toList();
    }
  }

  @Test
  void bytesAreKeptUnderTheirHash() throws IOException {
    var kept = keep(store(), "a,b\n1,2\n");
    assertThat(kept.hash()).isEqualTo(ObjectId.of("a,b\n1,2\n".getBytes(UTF_8)));
    assertThat(kept.bytes()).isEqualTo(8);
    assertThat(kept.isNew()).isTrue();
    var path = store().path(kept.hash());
    assertThat(path.toString())
        .endsWith(
            "sha256/" + kept.hash().hex().substring(0, 2) + "/" + kept.hash().hex().substring(2));
    assertThat(text(store().open(kept.hash()))).isEqualTo("a,b\n1,2\n");
    store().verify(kept.hash());
  }

  @Test
  void sameBytesAreStoredOnceAndLargeOnesStream() throws IOException {
    var source = folder.resolve("orders.csv");
    var bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    Files.write(source, bytes);
    var first = store().keep(source);
    var again = store().keep(source);
    assertThat(again).isEqualTo(new RawObject(first.hash(), 3_000_000, false));
    assertThat(files()).containsExactly(store().path(first.hash()).toRealPath());
    assertThat(keep(store(), "").bytes()).isZero();
  }

  @Test
  void cutOffOrChangedObjectIsFoundAndHealedByKeepingItAgain() throws IOException {
    var kept = keep(store(), "the source's bytes");
    var path = store().path(kept.hash());
    for (var damage : List.of("the source's byte", "the source's bytez", "")) {
      Files.writeString(path, damage);
      assertThatThrownBy(() -> store().verify(kept.hash()))
          .isInstanceOfSatisfying(
              LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.LAKE_DAMAGED))
          .hasMessageContaining("was cut off or changed")
          .hasMessageContaining(damage.length() + " bytes");
    }
    keep(store(), "the source's bytes");
    store().verify(kept.hash());
    assertThat(text(store().open(kept.hash()))).isEqualTo("the source's bytes");
    Files.delete(path);
    assertThat(store().has(kept.hash())).isFalse();
    assertThatThrownBy(() -> store().open(kept.hash()))
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FILE_MISSING));
    assertThatThrownBy(() -> store().renew(kept.hash())).hasMessageContaining("is not in");
  }

  @Test
  void sourceThatFailsOrIsTooLargeLeavesNothing() throws IOException {
    var failing =
        new SequenceInputStream(
            new ByteArrayInputStream(new byte[300_000]), new PipedInputStream());
    assertThatThrownBy(() -> store().keep(failing, RawLimits.DEFAULT))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("Pipe not connected")
        .hasMessageContaining("nothing of it was kept");
    assertThatThrownBy(
            () -> store().keep(new ByteArrayInputStream(new byte[11]), new RawLimits(10)))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("more than 10 bytes");
    assertThat(store().keep(new ByteArrayInputStream(new byte[10]), new RawLimits(10)).bytes())
        .isEqualTo(10);
    assertThatThrownBy(() -> store().keep(folder.resolve("gone.csv")))
        .hasMessageContaining("gone.csv is not there");
    assertThatThrownBy(() -> store().keep(folder)).hasMessageContaining("cannot be read");
    assertThat(files()).hasSize(1);
  }

  @Test
  @Timeout(60)
  void diskThatTakesNoMoreLeavesNothing() throws Exception {
    // A real limit of the system on the size of files stands for a disk that is full.
    var process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 200; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                KeepingProcess.class.getName(),
                folder.resolve("raw").toString(),
                "5000000")
            .redirectErrorStream(true)
            .start();
    var said = text(process.getInputStream());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains("told: STORAGE_FAILED").contains("cannot be kept in");
    assertThat(files()).isEmpty();
  }

  @Test
  void sweepFreesOldObjectsThatNothingNeeds() {
    var needed = keep(store(), "needed");
    var old = keep(store(), "old");
    var later = store(DAY.multipliedBy(5));
    var young = keep(later, "young one");
    var report = later.sweep(Set.of(needed.hash())::contains, DAY.multipliedBy(3), true);
    assertThat(report.garbage()).isEqualTo(new RawReport.Heap(1, 3));
    assertThat(report.dryRun()).isTrue();
    assertThat(later.has(old.hash())).isTrue();

    report = later.sweep(Set.of(needed.hash())::contains, DAY.multipliedBy(3), false);
    assertThat(report.garbage()).isEqualTo(new RawReport.Heap(1, 3));
    assertThat(report.kept()).isEqualTo(new RawReport.Heap(1, 6));
    assertThat(report.young()).isEqualTo(new RawReport.Heap(1, 9));
    assertThat(later.has(old.hash())).isFalse();
    assertThat(later.has(needed.hash())).isTrue();
    assertThat(later.has(young.hash())).isTrue();
    report = later.sweep(Set.of(needed.hash())::contains, DAY.multipliedBy(3), false);
    assertThat(report.garbage()).isEqualTo(RawReport.Heap.NONE);
  }

  @Test
  void objectThatIsKeptAgainOrRenewedIsYoung() {
    var again = keep(store(), "again");
    var renewed = keep(store(), "renewed");
    var later = store(DAY.multipliedBy(5));
    keep(later, "again");
    later.renew(renewed.hash());
    assertThat(later.sweep(hash -> false, DAY, false).young().objects()).isEqualTo(2);
    assertThat(later.has(again.hash())).isTrue();
    assertThat(later.has(renewed.hash())).isTrue();
  }

  @Test
  void needThatComesUpDuringTheSweepIsSeen() {
    var kept = keep(store(), "named at the last moment");
    var named = new AtomicBoolean();
    var later = store(DAY.multipliedBy(5));
    var needs =
        new RawNeeds() {
          @Override
          public boolean needs(ObjectId hash) {
            return named.get();
          }

          @Override
          public Instant olderThan() {
            return Instant.now().plus(DAY);
          }

          @Override
          public void lookAgain() {
            named.set(true);
          }
        };
    assertThat(later.sweep(needs, false).kept().objects()).isEqualTo(1);
    assertThat(later.has(kept.hash())).isTrue();
  }

  @Test
  void partsOfKilledWritersAreLeftovers() throws IOException {
    keep(store(), "whole");
    Files.writeString(folder.resolve("raw/tmp/killed.part"), "half");
    assertThat(store().sweep(hash -> true, DAY, false).leftovers().objects()).isZero();
    var report = store(DAY.multipliedBy(2)).sweep(hash -> true, DAY, false);
    assertThat(report.leftovers()).isEqualTo(new RawReport.Heap(1, 4));
    assertThat(files()).hasSize(1);
  }

  @Test
  void foreignFilesInTheFolderAreLeftAlone() throws IOException {
    Files.createDirectories(folder.resolve("raw/sha256/zz"));
    Files.writeString(folder.resolve("raw/sha256/zz/notes"), "mine");
    Files.writeString(folder.resolve("raw/sha256/readme"), "mine");
    store(DAY.multipliedBy(9)).sweep(hash -> false, DAY, false);
    assertThat(files()).hasSize(2);
  }

  @Test
  @Timeout(120)
  void whatAWriterKeepsBesideSweepsIsThere() throws Exception {
    // Old objects, kept again while sweeps that need none of them go round and round.
    var done = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(3)) {
      var sweeping =
          threads.submit(
              () -> {
                long freed = 0;
                while (!done.get()) {
                  freed += store().sweep(hash -> false, DAY, false).garbage().objects();
                }
                return freed;
              });
      var writers = new ArrayList<Callable<Integer>>();
      for (var writer : List.of("a", "b")) {
        writers.add(
            () -> {
              int lost = 0;
              for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 40; i++) {
                  var text = writer + i;
                  keep(store(Duration.ofDays(-9)), text);
                  lost += store().has(keep(store(), text).hash()) ? 0 : 1;
                }
              }
              return lost;
            });
      }
      var written = threads.invokeAll(writers);
      done.set(true);
      for (var writer : written) {
        assertThat(writer.get()).isZero();
      }
      assertThat(sweeping.get()).isPositive();
    }
  }

  @Test
  void namesInASummaryAreReadAsTheyWereWritten() {
    var hashes =
        IntStream.range(0, 1234).mapToObj(i -> ObjectId.of(("" + i).getBytes(UTF_8))).toList();
    var properties = RawNames.properties(hashes);
    assertThat(properties.keySet())
        .containsExactly("prunella.raw", "prunella.raw.1", "prunella.raw.2");
    var odd = new ArrayList<String>();
    assertThat(RawNames.in(properties, odd::add)).isEqualTo(hashes);
    assertThat(odd).isEmpty();
    assertThat(RawNames.properties(List.of())).isEmpty();
  }

  @Test
  void oddNamesAreTold() {
    var hash = ObjectId.of(new byte[0]);
    var odd = new ArrayList<String>();
    var summary =
        Map.of(
            "prunella.raw",
            hash.hex().toUpperCase(Locale.ROOT) + ", ,cut0ff",
            "prunella.rawer",
            "other",
            "prunella.raw.x",
            "other");
    assertThat(RawNames.in(summary, odd::add)).containsExactly(hash);
    assertThat(odd).containsExactly("cut0ff");
  }
}
