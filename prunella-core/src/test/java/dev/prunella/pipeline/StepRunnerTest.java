package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
  private static final CodePlace PLACE = CodePlace.file("models/forecast.py");

  @Test
  void severalResultsOfAProgramAreNotGuessedBetween() {
    var programs =
        new Leaving(new ChildProcesses.Result.Several(List.of("output.csv", "output.json")));
    var fault = failure(programs);
    assertThat(fault.kind()).isEqualTo(Fault.Kind.MISSING);
    assertThat(fault.message()).endsWith("left more than one result: output.csv, output.json");
    assertThat(fault.place()).contains(PLACE);
    assertThat(programs.removed).isTrue();
  }

  @Test
  void noResultOfAProgramIsSaid() {
    var programs = new Leaving(new ChildProcesses.Result.Nothing());
    assertThat(failure(programs).message()).endsWith("left no file output.*");
    assertThat(programs.placed).isEqualTo(PLACE);
  }

  private static Fault failure(Leaving programs) {
    var world = new World();
    var runner =
        new StepRunner(
            world.engine,
            (_, _, _) -> {
              throw new AssertionError("nothing is fetched");
            },
            programs,
            List.of("python3"));
    var outcome = runner.carryOut(task(), Optional.empty(), StepWatch.nobody()).orElseThrow();
    assertThat(outcome).isInstanceOf(StepOutcome.Failed.class);
    return ((StepOutcome.Failed) outcome).fault();
  }

  private static StepTask task() {
    var step =
        new Step(
            TableName.of("forecast"),
            new Step.Work.Python("print()", Step.Exchange.CSV),
            new Materialization.Full(),
            List.of(),
            PLACE,
            "code",
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT);
    var at = Instant.parse("2026-11-23T02:47:00Z");
    return new StepTask("run/1", new RunId(1), step, Optional.empty(), Optional.empty(), at, 7, "");
  }

  /** Programs that end well and leave what they are told to. */
  private static final class Leaving implements ChildProcesses {
    private final Result result;
    private CodePlace placed = CodePlace.file("");
    private boolean removed;

    Leaving(Result result) {
      this.result = result;
    }

    @Override
    public String folder(StepTask task) {
      return "folder";
    }

    @Override
    public Ended run(Program program, StepWatch watch) {
      placed = program.place();
      return new Ended.Well();
    }

    @Override
    public Result result(String folder, String name) {
      return result;
    }

    @Override
    public void remove(String folder) {
      removed = true;
    }
  }
}
