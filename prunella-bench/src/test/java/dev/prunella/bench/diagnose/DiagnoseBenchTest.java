package dev.prunella.bench.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DiagnoseBenchTest {

  private record Ran(int exit, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  private static Ran run(Object command, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void systemsThatWereNeverSeenAreDiagnosedBetterThanByThePlainBaselines() throws IOException {
    var report = run(new DiagnoseBenchCommand(), "--json").json();
    var ours = report.path("prunella");
    assertThat(ours.path("coverage").asDouble()).isGreaterThanOrEqualTo(0.9);
    assertThat(ours.path("class_accuracy_of_said").asDouble()).isGreaterThanOrEqualTo(0.9);
    assertThat(ours.path("calibration_error").asDouble()).isLessThan(0.05);
    var nearest = report.path("baselines").path("tf_idf_nearest").path("class_accuracy").asDouble();
    assertThat(nearest).isBetween(0.3, 0.7);
    var recall = report.path("recall").path("prunella");
    assertThat(recall.path("queries").asInt()).isEqualTo(72);
    assertThat(recall.path("recall_at_3").asDouble()).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void failuresOfOtherOriginAreTriedWithoutLeavingAnythingOut(@TempDir Path folder)
      throws IOException {
    var file = folder.resolve("others.jsonl");
    var line =
        "{\"id\":\"x\",\"system\":\"ours\",\"text\":\"zorp wobble\",\"class\":\"data\",\"cause\":\"wobble\",\"remedy\":\"ask_human_owner\"}";
    Files.writeString(file, line + "\n");
    var report =
        run(
                new DiagnoseBenchCommand(),
                "--failures",
                file.toString(),
                "--learn-from",
                file.toString(),
                "--json")
            .json();
    assertThat(report.path("left_out").asText()).isEqualTo("nothing");
    assertThat(report.path("prunella").path("class_accuracy").asDouble()).isEqualTo(1);
    Files.writeString(file, line + "\nnonsense\n");
    assertThat(run(new DiagnoseBenchCommand(), "--failures", file.toString()).err())
        .contains("line 2 is no JSON");
  }

  @Test
  void aFileThatIsNotThereIsSkippedWithAWord(@TempDir Path folder) {
    var ran = run(new DiagnoseBenchCommand(), "--failures", folder.resolve("no").toString());
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("skipped");
    assertThat(run(new TemplatesBenchCommand(), "--logs", folder.resolve("no").toString()).err())
        .contains("skipped");
  }

  @Test
  void linesOfAGroupThatIsNotExactlyATemplatesCountAsWrong(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("Mini_2k.log_structured.csv"),
        """
        LineId,Content,EventId
        1,"user 1 came, slowly",E1
        2,"user 2 came, slowly",E1
        3,disk is full,E2
        4,disk is full,E3
        """);
    var report = run(new TemplatesBenchCommand(), "--logs", folder.toString(), "--json").json();
    assertThat(report.path("Mini_2k.log").path("grouping_accuracy").asDouble()).isEqualTo(0.5);
  }

  @Test
  void linesOfRealLogsAreGroupedAsWellAsDrainGroupsThem() throws IOException {
    var logs = Path.of(System.getProperty("prunella.root", "."), "../shared/data/loghub");
    assumeTrue(Files.isDirectory(logs), "loghub may be used for research but not shipped");
    var report = run(new TemplatesBenchCommand(), "--logs", logs.toString(), "--json").json();
    for (var name : new String[] {"HDFS", "Hadoop", "Spark"}) {
      assertThat(report.path(name + "_2k.log").path("grouping_accuracy").asDouble())
          .as(name)
          .isGreaterThanOrEqualTo(0.85);
    }
  }
}
