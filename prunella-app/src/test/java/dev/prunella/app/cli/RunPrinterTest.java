package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunPrinterTest {
  private static final RunId RUN = new RunId(1);
  private static final TableName SLOW = TableName.of("slow");
  private static final Instant NOW = Instant.parse("2026-11-22T02:47:00Z");
  private static final Heartbeat.Pace QUICK =
      new Heartbeat.Pace(Duration.ofMillis(20), Duration.ofMillis(20));

  private final StringWriter out = new StringWriter();

  private RunPrinter printer(boolean terminal, Heartbeat.Pace pace) {
    var surroundings =
        new Surroundings(
            Path.of(""),
            Map.of("NO_COLOR", "1"),
            "ana",
            terminal,
            new ByteArrayInputStream(new byte[0]),
            Clock.fixed(NOW, ZoneOffset.UTC),
            ZoneOffset.UTC);
    var writer = new PrintWriter(out, true);
    var graph = ((Graph.Made.Sound) Graph.of(List.of())).graph();
    return new RunPrinter(new Console(writer, writer, surroundings, false), graph, pace);
  }

  private long beats() {
    return out.toString().lines().filter(l -> l.contains("slow") && l.contains("at work")).count();
  }

  @Test
  @Timeout(30)
  void whereNobodyWatchesAStepSaysThatItGoesOnUntilItHasEnded() throws Exception {
    var printer = printer(false, QUICK);
    printer.happened(RUN, new RunEvent.StepBegan(NOW, SLOW));
    printer.progress(RUN, SLOW, 1_234, 0.5);
    while (beats() < 3) {
      Thread.sleep(5);
    }
    assertThat(out.toString()).contains("at work for 0.").contains("1,234 rows");

    printer.happened(RUN, new RunEvent.StepCancelled(NOW, SLOW));
    long before = beats();
    Thread.sleep(100);
    assertThat(beats()).isEqualTo(before);
    assertThat(out.toString().lines().toList().getLast()).contains("ended");
  }

  @Test
  void quickStepsAndTerminalsAreSparedIt() throws Exception {
    printer(false, Heartbeat.Pace.USUAL).happened(RUN, new RunEvent.StepBegan(NOW, SLOW));
    printer(true, QUICK).happened(RUN, new RunEvent.StepBegan(NOW, SLOW));
    Thread.sleep(100);
    assertThat(out.toString()).isEmpty();
  }
}
