package dev.prunella.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prunella.contract.CodePlace;
import dev.prunella.local.SomeTask;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.ChildProcesses.Ended;
import dev.prunella.pipeline.ChildProcesses.Program;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real Python of this machine, where there is one. */
class PythonProgramsTest {
  private static final CodePlace PLACE = CodePlace.file("models/forecast.py");

  @TempDir Path scratch = Path.of("");
  private final Bystander watch = new Bystander();

  @BeforeEach
  void pythonIsHere() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    assumeTrue(SearchPath.finds(path, "python3", scratch));
  }

  @Test
  void exceptionIsPlacedInTheLineOfTheProgramThatLedToIt() {
    var fault =
        fault(
            """
            import json

            def read(text):
                return json.loads(text)

            print("reading")
            read("{")
            """);
    assertThat(fault.kind()).isEqualTo(Kind.PROCESS_FAILED);
    assertThat(fault.message()).startsWith("json.decoder.JSONDecodeError: Expecting property");
    assertThat(fault.place()).contains(PLACE.at(4));
    assertThat(fault.facts())
        .containsEntry("exit", "1")
        .containsEntry("exception", "JSONDecodeError");
  }

  @Test
  void ofChainedExceptionsTheLastCounts() {
    var fault =
        fault(
            """
            try:
                {}["x"]
            except KeyError as e:
                raise ValueError("no column\\nx") from e
            """
                .replace("\\\\", "\\"));
    assertThat(fault.message()).startsWith("ValueError: no column");
    assertThat(fault.place()).contains(PLACE.at(4));
  }

  @Test
  void syntaxErrorIsPlaced() {
    var fault = fault("x = 1\ny = (\n");
    assertThat(fault.message()).isEqualTo("SyntaxError: '(' was never closed");
    assertThat(fault.place()).contains(PLACE.at(2));
  }

  @Test
  void missingModuleIsSaid() {
    var fault = fault("import os\nimport no_such_module_at_all\n");
    assertThat(fault.message())
        .isEqualTo("ModuleNotFoundError: No module named 'no_such_module_at_all'");
    assertThat(fault.place()).contains(PLACE.at(2));
  }

  @Test
  void memoryEaterIsStoppedByTheSystem() {
    var fault = fault("rows = []\nwhile True:\n    rows.append(bytearray(10_000_000))\n");
    assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
    assertThat(fault.message()).isEqualTo("MemoryError");
    assertThat(fault.place()).contains(PLACE.at(3));
    assertThat(fault.next()).contains("200 MB");
  }

  @Test
  void exitWithoutAnExceptionIsNoTraceback() {
    var fault = fault("import sys\nprint('Traceback is only a word')\nsys.exit(4)\n");
    assertThat(fault.message())
        .isEqualTo("the program ended with status 4; it printed last: Traceback is only a word");
    assertThat(fault.place()).contains(PLACE);
  }

  @Test
  void whatIsPrintedComesInOrder() {
    var ended =
        run("import sys\nfor i in range(3):\n    print(i)\n    print(-i, file=sys.stderr)\n");
    assertThat(ended).isEqualTo(new Ended.Well());
    assertThat(watch.lines()).containsExactly("0", "0", "1", "-1", "2", "-2");
  }

  private Fault fault(String program) {
    var ended = run(program);
    assertThat(ended).isInstanceOf(Ended.Badly.class);
    return ((Ended.Badly) ended).fault();
  }

  private Ended run(String program) {
    var processes =
        new LocalProcesses(scratch, System.getenv(), new Redaction(), ProgramBounds.DEFAULT);
    var folder = processes.folder(SomeTask.of("forecast"));
    return processes.run(
        new Program(
            List.of("python3", "step.py"),
            folder,
            PLACE,
            Map.of("step.py", program),
            Map.of(),
            new StepLimits(200L << 20, Duration.ofSeconds(60), false)),
        watch);
  }
}
