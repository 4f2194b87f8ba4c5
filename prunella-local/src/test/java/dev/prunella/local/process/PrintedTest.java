package dev.prunella.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.process.Printed.Limits;
import dev.prunella.local.process.Printed.Line;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs print is kept in bounds, and read again from where a reader was. */
class PrintedTest {
  private static final RunId RUN = new RunId(7);
  private static final TableName REPORT = TableName.of("report");
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder = Path.of("");

  private Printed printed(long bytes, int runs) {
    return new Printed(
        folder.resolve("printed"),
        new Limits(bytes, runs),
        NOON,
        text -> text.replace("hush", "****"));
  }

  private static void print(Printed printed, RunId run, String... lines) {
    try (var writer = printed.writer(run, REPORT)) {
      List.of(lines).forEach(writer::keep);
    }
  }

  private static List<String> texts(Printed.Part part) {
    return part.lines().stream().map(Line::text).toList();
  }

  @Test
  void aReaderThatComesBackMissesNothingAndHearsNothingTwice() {
    var printed = printed(1 << 20, 10);
    assertThat(printed.tail(RUN, 10).lines()).isEmpty();
    print(printed, RUN, "one", "two\tand a tab", "three");
    var heard = new ArrayList<String>();
    long at = 0;
    for (int i = 0; i < 3; i++) {
      var part = printed.after(RUN, at, 2);
      heard.addAll(texts(part));
      at = part.next();
    }
    assertThat(heard).containsExactly("one", "two\tand a tab", "three");
    print(printed, RUN, "four");
    assertThat(printed.after(RUN, at, 10).lines())
        .containsExactly(new Line(NOON.instant(), "report", "four"));
    // Of a file that is not the one it knows.
    assertThat(texts(printed.after(RUN, 1 << 20, 2))).containsExactly("three", "four");
  }

  @Test
  void theTailIsWholeLinesHoweverLongAllIs() {
    var printed = printed(64 << 20, 10);
    print(
        printed,
        RUN,
        IntStream.range(0, 5_000).mapToObj(i -> i + " " + "ä".repeat(60)).toArray(String[]::new));
    var tail = printed.tail(RUN, 3);
    assertThat(texts(tail))
        .extracting(text -> text.replaceAll(" .*", ""))
        .containsExactly("4997", "4998", "4999");
    assertThat(printed.after(RUN, tail.next(), 3).lines()).isEmpty();
  }

  @Test
  void aLineThatIsStillBeingWrittenIsReadOnceItIsWhole() throws IOException {
    var printed = printed(1 << 20, 10);
    print(printed, RUN, "whole");
    var file = folder.resolve("printed/run-7.log");
    Files.writeString(file, "2026-11-21T12:00:01Z\treport\thalf", StandardOpenOption.APPEND);
    var part = printed.tail(RUN, 10);
    assertThat(texts(part)).containsExactly("whole");
    Files.writeString(file, " and half\n", StandardOpenOption.APPEND);
    assertThat(texts(printed.after(RUN, part.next(), 10))).containsExactly("half and half");
  }

  @Test
  void noMoreThanSoMuchOfARunAndOfSoManyRunsIsKept() throws IOException {
    var printed = printed(1_000, 2);
    for (int run = 1; run <= 4; run++) {
      print(
          printed,
          new RunId(run),
          IntStream.range(0, 500).mapToObj(i -> "line " + i).toArray(String[]::new));
    }
    var tail = printed.tail(new RunId(4), 1_000);
    assertThat(tail.lines()).hasSizeLessThan(50);
    assertThat(tail.lines().getLast().text()).contains("no more than 1000 bytes");
    assertThat(Files.size(folder.resolve("printed/run-4.log"))).isLessThan(1_200);
    try (var files = Files.list(folder.resolve("printed"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("run-3.log", "run-4.log");
    }
  }

  @Test
  void aSecretThatHasBecomeKnownSinceIsMasked() {
    var printed = printed(1 << 20, 10);
    print(printed, RUN, "the word is hush");
    assertThat(texts(printed.tail(RUN, 1))).containsExactly("the word is ****");
  }

  @Test
  void aFolderThatCannotBeWrittenStopsNobody() throws IOException {
    Files.writeString(folder.resolve("printed"), "a file where the folder should be");
    print(printed(1 << 20, 10), RUN, "one", "two");
    assertThat(Files.readString(folder.resolve("printed"))).startsWith("a file");
  }
}
