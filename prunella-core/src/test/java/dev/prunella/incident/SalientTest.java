package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SalientTest {

  private static String lines(String text) {
    return Salient.of(text).stream().map(Line::text).collect(Collectors.joining("\n"));
  }

  @Test
  void framesOfAPythonTracebackSayNothing() {
    assertThat(
            lines(
                """
                Traceback (most recent call last):
                  File "/srv/jobs/timeout.py", line 3, in connection_refused
                    raise_for_deadlock()
                    ^^^^^^^^^^^^^^^^^^^^
                KeyError: 'amount_eur'
                """))
        .isEqualTo("KeyError: 'amount_eur'");
  }

  @Test
  void framesOfAJavaStackSayNothingAndTheCauseSaysMost() {
    var found =
        Salient.of(
            """
            org.example.JobException: Task failed
            \tat org.example.TimeoutHandler.run(TimeoutHandler.java:7)
            \t... 12 more
            Caused by: java.io.IOException: No space left on device
            \tat java.base/java.io.FileOutputStream.writeBytes(Native Method)
            """);
    assertThat(found).extracting(Line::text).hasSize(2).allMatch(l -> !l.contains("Handler"));
    assertThat(found.getLast().role()).isEqualTo(Line.Role.ROOT);
    assertThat(found.getLast().weight()).isEqualTo(1);
  }

  @Test
  void aRepeatedQueryTellsLittle() {
    var found = Salient.of("ERROR:  syntax error at or near \"x\"\nLINE 1: select timeout from x");
    assertThat(found.getLast().role()).isEqualTo(Line.Role.ECHO);
    assertThat(found.getLast().weight()).isLessThan(0.3);
  }

  @Test
  void coloursAreTakenOff() {
    assertThat(lines("\u001b[31mERROR\u001b[0m: disk\u001b]0;title\u0007 full"))
        .isEqualTo("ERROR: disk full");
  }

  @Test
  void ofALongLogTheErrorsAreKept() {
    var log =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "2026-11-22 03:00:00 INFO step " + i + " is fine")
            .collect(Collectors.joining("\n"));
    assertThat(Salient.of(log + "\nERROR disk full\n" + log))
        .hasSize(Salient.MOST_LINES)
        .extracting(Line::text)
        .contains("ERROR disk full");
  }

  @Test
  @Timeout(20)
  void lineOfTenMegabytesTakesNoLongerThanItsLength() {
    for (var unit : new String[] {"a", "a.", "/a", "'", "1.", " at a(", "[A_", "\u001b[", "ab-"}) {
      var line = unit.repeat(10_000_000 / unit.length());
      long start = System.nanoTime();
      Diagnoser.of(java.util.List.of()).diagnose(line + "\n" + line);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("lines of %s", unit)
          .isLessThan(Duration.ofSeconds(5));
    }
  }
}
