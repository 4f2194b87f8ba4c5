package dev.prunella.local.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prunella.local.Secrets;
import dev.prunella.local.SomeTask;
import dev.prunella.pipeline.Arrivals.Arrival;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Fetcher.Fetched;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileFetcherTest {
  private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

  @TempDir Path temp = Path.of("");
  private Path project = Path.of("");
  private Folder raw = new Folder(project);
  private FetchLimits limits = FetchLimits.DEFAULT;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(temp.resolve("project"));
    raw = new Folder(Files.createDirectories(temp.resolve("raw")));
    limits = FetchLimits.DEFAULT;
  }

  @Test
  void intervalIsWrittenInThePipelinesZone() throws Exception {
    file("landing/2026-11-22.csv", "a\n1\n");
    // In UTC, Auckland's day begins on the day before.
    for (var zone : List.of("Pacific/Auckland", "America/New_York", "UTC")) {
      assertThat(texts(got(fetch("landing/{interval:yyyy-MM-dd}.csv", zone))))
          .containsExactly("a\n1\n");
    }
    assertThat(got(fetch("landing/{interval:yyyy-MM-dd}.csv", "UTC")).parts().getFirst().name())
        .isEqualTo("landing/2026-11-22.csv");
  }

  @Test
  void intervalMayMakeFolders() throws Exception {
    file("landing/2026/11/22/x.csv", "x");
    assertThat(got(fetch("landing/{interval:yyyy/MM/dd}/*.csv")).parts()).hasSize(1);
  }

  @Test
  void globGivesItsFilesInOrderAndNoOthers() throws Exception {
    file("in/b.csv", "b");
    file("in/a.csv", "a");
    file("in/deep/c.csv", "c");
    file("in/a.csv.bak", "bak");
    file("in/x.json", "json");
    assertThat(texts(got(fetch("in/*.csv")))).containsExactly("a", "b");
    assertThat(texts(got(fetch("in/**/*.csv")))).containsExactly("a", "b", "c");
    assertThat(texts(got(fetch("in/[bc].{csv,json}")))).containsExactly("b");
    assertThat(texts(got(fetch("./in/?.csv")))).containsExactly("a", "b");
    assertThat(texts(got(fetch(project + "/in/*.csv")))).containsExactly("a", "b");
  }

  @Test
  void nameThatLooksLikeAGlobIsTakenByItsWord() throws Exception {
    file("in/orders[1].csv", "1");
    file("in/orders1.csv", "other");
    assertThat(texts(got(fetch("in/orders[1].csv")))).containsExactly("1");
  }

  @Test
  void sameBytesMakeTheSameBatch() throws Exception {
    file("a.csv", "1");
    file("b.csv", "1");
    assertThat(got(fetch("a.csv")).id()).isEqualTo(got(fetch("b.csv")).id());
  }

  @Test
  void missingFileIsNamedInFullWithWhatComesNearest() throws Exception {
    file("landing/2026-11-22.csv.gz", "x");
    file("landing/2026-11-21.csv", "x");
    var fault = fault(fetch("landing/{interval:yyyy-MM-dd}.csv"));
    assertThat(fault.kind()).isEqualTo(Kind.MISSING);
    assertThat(fault.message())
        .isEqualTo(
            "there is no file "
                + project.resolve("landing/2026-11-22.csv")
                + "; did you mean 2026-11-21.csv, 2026-11-22.csv.gz?");
    assertThat(fault.next()).contains("deliver the file");
    assertThat(fault.place().orElseThrow().path()).isEqualTo("sources/orders.yaml");
  }

  @Test
  void missingFolderIsSaid() {
    assertThat(fault(fetch("landing/orders/x.csv")).message())
        .endsWith("; the folder " + project.resolve("landing") + " does not exist");
    assertThat(fault(fetch("landing/*.csv")).message()).startsWith("no file matches ");
  }

  @Test
  void whereAnIntervalMayBeEmptyNoFileIsAnEmptyBatch() {
    var fetched = fetch("landing/x.csv", "UTC", Source.OnEmpty.ALLOW, StepWatch.nobody());
    assertThat(got(fetched).parts()).isEmpty();
  }

  @Test
  void emptyFileIsNoRows() throws Exception {
    file("x.csv", "");
    assertThat(fault(fetch("x.csv")).kind()).isEqualTo(Kind.NO_ROWS);
    assertThat(got(fetch("x.csv", "UTC", Source.OnEmpty.ALLOW, StepWatch.nobody())).parts())
        .isEmpty();
  }

  @Test
  void emptyFileBesideOthersIsLeftOut() throws Exception {
    file("a.csv", "");
    file("b.csv", "b");
    assertThat(texts(got(fetch("*.csv")))).containsExactly("b");
  }

  @Test
  void folderIsNoFile() throws Exception {
    file("landing/x.csv", "x");
    var fault = fault(fetch("landing"));
    assertThat(fault.kind()).isEqualTo(Kind.MISSING);
    assertThat(fault.message()).contains("is a folder");
    assertThat(fault.next()).contains("landing/*.csv");
  }

  @Test
  void pathsDoNotLeaveTheProject() throws Exception {
    Files.writeString(temp.resolve("outside.csv"), "x");
    Files.createSymbolicLink(project.resolve("link.csv"), temp.resolve("outside.csv"));
    Files.createSymbolicLink(project.resolve("up"), temp);
    for (var path :
        List.of(
            "../outside.csv",
            "a/../../outside.csv",
            "link.csv",
            "up/outside.csv",
            "up/*.csv",
            "*.csv")) {
      assertThat(fault(fetch(path)).kind()).as(path).isEqualTo(Kind.REFUSED);
    }
    assertThat(texts(got(fetch(temp + "/outside.csv")))).containsExactly("x");
    assertThat(texts(got(fetch(project + "/link.csv")))).containsExactly("x");
  }

  @Test
  void linkWithinTheProjectIsFollowed() throws Exception {
    file("real/a.csv", "a");
    Files.createSymbolicLink(project.resolve("landing"), project.resolve("real"));
    assertThat(texts(got(fetch("landing/*.csv")))).containsExactly("a");
    assertThat(texts(got(fetch("landing/a.csv")))).containsExactly("a");
  }

  @Test
  void fileThatGrowsWhileItIsReadIsNotComplete() throws Exception {
    var file = file("x.csv", "one\n");
    raw.afterNextReading(() -> append(file, "two\n"));
    var fault = fault(fetch("x.csv"));
    assertThat(fault.kind()).isEqualTo(Kind.MISSING);
    assertThat(fault.message()).contains("still being written");
    assertThat(fault.facts()).containsEntry("unfinished", "true");
    assertThat(texts(got(fetch("x.csv")))).containsExactly("one\ntwo\n");
  }

  @Test
  void fileThatIsReplacedByOneOfEqualSizeIsNoticed() throws Exception {
    var file = file("x.csv", "one\n");
    raw.afterNextReading(
        () -> {
          write(file, "two\n");
          touch(file, Instant.now().plusSeconds(5));
        });
    assertThat(fault(fetch("x.csv")).message()).contains("still being written");
  }

  @Test
  void youngFragmentBesideAFileMeansThatItIsBeingWrittenAnOldOneDoesNot() throws Exception {
    file("x.csv", "x");
    var fragment = file("x.csv.part", "x");
    touch(fragment, NOW.minusSeconds(30));
    assertThat(fault(fetch("x.csv")).message()).contains("x.csv.part lies beside it");
    touch(fragment, NOW.minusSeconds(3600));
    assertThat(texts(got(fetch("x.csv")))).containsExactly("x");
  }

  @Test
  void unreadableFileIsAccessDenied() throws Exception {
    assertThat(FileFetcher.unreadable("x.csv", new AccessDeniedException("x.csv")).kind())
        .isEqualTo(Kind.ACCESS_DENIED);
    assumeTrue(!System.getProperty("user.name").equals("root"), "root may read everything");
    var file = file("x.csv", "x");
    Files.setPosixFilePermissions(file, java.util.Set.of());
    assertThat(fault(fetch("x.csv")).kind()).isEqualTo(Kind.ACCESS_DENIED);
  }

  @Test
  void bytesAndFilesHaveBounds() throws Exception {
    file("a.csv", "0123456789");
    file("b.csv", "0123456789");
    limits = FetchLimits.DEFAULT.withMostBytes(15);
    assertThat(fault(fetch("*.csv")).message()).contains("more than 15 bytes");
    limits = FetchLimits.DEFAULT.withMostFiles(1);
    assertThat(fault(fetch("*.csv")).message()).contains("more than 1 files match");
  }

  @Test
  void cancelledFetchEnds() throws Exception {
    file("a.csv", "0123456789");
    var cancellation = new Cancellation();
    cancellation.cancel();
    assertThat(fetch("a.csv", "UTC", Source.OnEmpty.ALLOW, watch(cancellation)))
        .isInstanceOf(Fetched.Failed.class);
  }

  @Test
  @Timeout(20)
  void whatIsNoFileIsPassedOverAndNamed() throws Exception {
    file("in/2026-11-22.csv", "a");
    pipe("in/2026-11-23.csv");
    var said = new ArrayList<String>();
    var fetched = fetch("in/*.csv", "UTC", Source.OnEmpty.KEEP_LAST_GOOD, listening(said));
    assertThat(texts(got(fetched))).containsExactly("a");
    assertThat(said)
        .containsExactly("in/2026-11-23.csv is a pipe, a socket or a device: passed over");
    for (var pattern : List.of("in/2026-11-23.csv", "in/*3.csv")) {
      var fault = fault(fetch(pattern));
      assertThat(fault.kind()).isEqualTo(Kind.MISSING);
      assertThat(fault.message()).contains("in/2026-11-23.csv is a pipe, a socket or a device");
      assertThat(fetcher().arrival(new Source.Files(pattern), day(), ZoneOffset.UTC))
          .isEqualTo(Arrival.ABSENT);
    }
  }

  private void pipe(String name) throws Exception {
    var made = new ProcessBuilder("mkfifo", project.resolve(name).toString()).start();
    assumeTrue(made.waitFor() == 0, "there is mkfifo");
  }

  private static StepWatch listening(List<String> lines) {
    return new StepWatch() {
      @Override
      public void progress(long rows, double share) {}

      @Override
      public void log(String line) {
        lines.add(line);
      }

      @Override
      public boolean cancelled() {
        return false;
      }

      @Override
      public Registration onCancel(Runnable end) {
        return () -> {};
      }
    };
  }

  @Test
  void patternWithoutAnIntervalToFillItIsSaid() {
    var source = declared("{interval:yyyy}.csv", Source.OnEmpty.ALLOW);
    var fetched = fetcher().fetch(SomeTask.of("orders"), source, StepWatch.nobody());
    assertThat(fault(fetched).message()).contains("the run is for none");
    assertThat(fault(fetch("{interval:bogus}.csv")).message()).contains("is no pattern for a time");
  }

  @Test
  void sensorWaitsUntilAllFilesAreQuiet() throws Exception {
    var fetcher = fetcher();
    var source = new Source.Files("landing/{interval:yyyy-MM-dd}-*.csv");
    assertThat(fetcher.arrival(source, day(), ZoneOffset.UTC)).isEqualTo(Arrival.ABSENT);
    touch(file("landing/2026-11-22-a.csv", "a"), NOW.minusSeconds(600));
    var late = file("landing/2026-11-22-b.csv", "b");
    touch(late, NOW.minusSeconds(1));
    assertThat(fetcher.arrival(source, day(), ZoneOffset.UTC)).isEqualTo(Arrival.UNFINISHED);
    touch(late, NOW.minusSeconds(60));
    assertThat(fetcher.arrival(source, day(), ZoneOffset.UTC)).isEqualTo(Arrival.ARRIVED);
    touch(file("landing/2026-11-22-b.csv.tmp", "b"), NOW.minusSeconds(60));
    assertThat(fetcher.arrival(source, day(), ZoneOffset.UTC)).isEqualTo(Arrival.UNFINISHED);
  }

  @Test
  void sensorDoesNotWaitForWhatWaitingCannotCure() {
    assertThat(fetcher().arrival(new Source.Files("../x.csv"), day(), ZoneOffset.UTC))
        .isEqualTo(Arrival.ARRIVED);
  }

  @Test
  void filesThatWereLoadedAreTheSameUntilTheirBytesChange() throws Exception {
    var file = file("landing/2026-11-22.csv", "a\n1\n");
    var source = new Source.Files("landing/{interval:yyyy-MM-dd}.csv");
    var loaded = got(fetch(source.pattern()));
    var longAgo = new Batch(loaded.parts(), Instant.now().minusSeconds(600));
    var justNow = new Batch(loaded.parts(), Instant.now().plusSeconds(600));

    assertThat(areOthers(source, longAgo)).as("touched since, and the same").isFalse();
    touch(file, NOW.minusSeconds(9_000));
    assertThat(areOthers(source, longAgo)).as("the same with an old time").isFalse();
    write(file, "a\n2\n");
    touch(file, NOW.minusSeconds(9_000));
    assertThat(areOthers(source, longAgo)).as("as many bytes, brought with an old time").isTrue();
    assertThat(areOthers(source, justNow)).as("not touched since it was loaded").isFalse();
    append(file, "3\n");
    assertThat(areOthers(source, justNow)).as("another size").isTrue();
    Files.delete(file);
    assertThat(areOthers(source, longAgo)).as("tidied away").isFalse();
  }

  @Test
  void filesThatWereLoadedAreOthersWhenThereIsOneMoreOrLess() throws Exception {
    file("in/2026-11-22-a.csv", "a");
    file("in/2026-11-22-b.csv", "b");
    file("in/2026-11-22-empty.csv", "");
    var source = new Source.Files("in/{interval:yyyy-MM-dd}-*.csv");
    var loaded = got(fetch(source.pattern()));
    assertThat(areOthers(source, loaded)).isFalse();
    var more = file("in/2026-11-22-c.csv", "c");
    assertThat(areOthers(source, loaded)).isTrue();
    Files.delete(more);
    Files.move(project.resolve("in/2026-11-22-b.csv"), project.resolve("in/2026-11-22-c.csv"));
    assertThat(areOthers(source, loaded)).as("another name for the same bytes").isFalse();
    Files.delete(project.resolve("in/2026-11-22-a.csv"));
    assertThat(areOthers(source, loaded)).isTrue();
    assertThat(haveBeenBrought(source, loaded)).as("one was tidied away").isFalse();
    file("in/2026-11-22-c.csv", "d");
    assertThat(haveBeenBrought(source, loaded)).isTrue();
  }

  private boolean haveBeenBrought(Source.Files source, Batch loaded) {
    return fetcher().haveBeenBrought(source, Optional.of(day()), ZoneOffset.UTC, loaded);
  }

  private boolean areOthers(Source.Files source, Batch loaded) {
    return fetcher().areOthers(source, Optional.of(day()), ZoneOffset.UTC, loaded);
  }

  private static DataInterval day() {
    return new Calendar(Calendar.Rhythm.DAILY, ZoneId.of("UTC")).parse("2026-11-22").orElseThrow();
  }

  private LocalFetcher fetcher() {
    return new LocalFetcher(
        project, temp, new Secrets(Map.of()), raw, Clock.fixed(NOW, ZoneOffset.UTC), limits);
  }

  private Fetched fetch(String pattern) {
    return fetch(pattern, "UTC");
  }

  private Fetched fetch(String pattern, String zone) {
    return fetch(pattern, zone, Source.OnEmpty.KEEP_LAST_GOOD, StepWatch.nobody());
  }

  private Fetched fetch(String pattern, String zone, Source.OnEmpty onEmpty, StepWatch watch) {
    var limit = StepLimits.DEFAULT.withTime(Duration.ofSeconds(20));
    return fetcher()
        .fetch(
            SomeTask.daily("orders", "2026-11-22", zone, limit), declared(pattern, onEmpty), watch);
  }

  private static Source.Declared declared(String pattern, Source.OnEmpty onEmpty) {
    return new Source.Declared(
        new Source.Files(pattern),
        Source.Format.of(Source.Format.Kind.CSV),
        List.of(),
        true,
        onEmpty,
        Source.OnNewColumn.FAIL,
        Optional.empty());
  }

  static StepWatch watch(Cancellation cancellation) {
    return new StepWatch() {
      @Override
      public void progress(long rows, double share) {}

      @Override
      public void log(String line) {}

      @Override
      public boolean cancelled() {
        return cancellation.isCancelled();
      }

      @Override
      public Registration onCancel(Runnable end) {
        return cancellation.register(end);
      }
    };
  }

  static Batch got(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Got.class);
    return ((Fetched.Got) fetched).batch();
  }

  static Fault fault(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).fault();
  }

  static List<String> texts(Batch batch) {
    return batch.parts().stream()
        .map(
            part -> {
              try {
                return Files.readString(Path.of(part.location()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  private Path file(String name, String text) throws IOException {
    var file = project.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void touch(Path file, Instant at) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
