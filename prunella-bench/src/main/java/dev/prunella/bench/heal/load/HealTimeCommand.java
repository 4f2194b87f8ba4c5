package dev.prunella.bench.heal.load;

import dev.prunella.bench.Report;
import dev.prunella.bench.TemporaryFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prunella bench heal-time}. */
@Command(
    name = "heal-time",
    description = {
      "How long it takes from the end of a run that did not come through to the publication that heals it: for each class of",
      "remedy, on intervals of so many rows. Each round has an interval and a fault of its own."
    },
    footer = {
      "",
      "Example:",
      "  prunella bench heal-time --rows 1000000 --rounds 5",
      "Ends with 1 when a fault was not healed."
    },
    mixinStandardHelpOptions = true)
public final class HealTimeCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      defaultValue = "1000000",
      description = "Rows of an interval (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Faults of each class (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--folder", description = "Where the project is made; a temporary one otherwise.")
  private @Nullable Path parent;

  @Option(names = "--json", description = "Prints the figures as JSON.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rows < 100 || rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rows is 100 or more, and --rounds 1 or more");
    }
    try (var folder = TemporaryFolder.in(Optional.ofNullable(parent))) {
      var measured =
          TimeToHeal.measure(folder.path().resolve("project"), rows, rounds, TimeToHeal.HISTORY);
      var out = spec.commandLine().getOut();
      measured.figures().put("machine", Report.machine());
      Report.print(out, json, measured.figures());
      out.flush();
      return measured.right() ? 0 : 1;
    }
  }
}
