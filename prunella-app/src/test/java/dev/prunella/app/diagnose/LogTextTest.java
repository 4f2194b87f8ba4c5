package dev.prunella.app.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LogTextTest {
  private static final byte[] CHATTER =
      "2026-11-22 03:00:00 INFO all is well\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same text again and again, without its being in memory as a whole. */
  private static InputStream chatter(int times) {
    return new SequenceInputStream(
        Collections.enumeration(
            Collections.nCopies(times, CHATTER).stream()
                .map(b -> (InputStream) new ByteArrayInputStream(b))
                .toList()));
  }

  @Test
  void ofALogOfAnySizeHeadTailAndErrorsAreKept() throws IOException {
    var log =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    stream("first line\n"),
                    chatter(200),
                    stream("java.io.IOException: No space left on device\n"),
                    chatter(200),
                    stream("last line"))));
    var text = LogText.read(log).orElseThrow();
    assertThat(text).startsWith("first line\n").endsWith("last line\n");
    assertThat(text).contains("No space left on device").hasSizeLessThan(1 << 20);
  }

  @Test
  void aLineWithoutAnEndIsCut() throws IOException {
    var text = LogText.read(stream("x".repeat(20_000_000) + "\nERROR after it")).orElseThrow();
    assertThat(text).hasSizeLessThan(10_000).endsWith("ERROR after it\n");
  }

  @Test
  void whatIsNoTextIsNotRead() throws IOException {
    assertThat(LogText.read(new ByteArrayInputStream(new byte[] {'P', 'A', 'R', '1', 0, 3})))
        .isEmpty();
  }

  @Test
  void textOfAnotherEncodingIsRead() throws IOException {
    assertThat(
            LogText.read(
                new ByteArrayInputStream("\uFEFFdisk full".getBytes(StandardCharsets.UTF_16LE))))
        .contains("disk full\n");
    assertThat(
            LogText.read(
                new ByteArrayInputStream(
                    "M\u00fcller: disk full".getBytes(StandardCharsets.ISO_8859_1))))
        .hasValueSatisfying(text -> assertThat(text).contains("disk full"));
  }

  @Test
  void theBundledExamplesAreText() throws IOException {
    try (var in = Objects.requireNonNull(Corpus.class.getResourceAsStream("failures.jsonl"))) {
      assertThat(LogText.read(in)).isPresent();
    }
  }
}
