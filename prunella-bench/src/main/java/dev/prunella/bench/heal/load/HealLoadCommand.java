package dev.prunella.bench.heal.load;

import dev.prunella.bench.Report;
import dev.prunella.bench.TemporaryFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prunella bench heal-load}. */
@Command(
    name = "heal-load",
    description = {
      "What healing costs when much is wrong at once: incidents of as many intervals, open at the same time, and a storm of",
      "one cause over as many tables. Tells what a wake takes, what is asked, and whether anything was forgotten."
    },
    footer = {
      "",
      "Examples:",
      "  prunella bench heal-load",
      "  prunella bench heal-load --incidents 200 --storm 0 --json",
      "Ends with 9 when an incident was forgotten, or one cause was asked about more than once."
    },
    mixinStandardHelpOptions = true)
public final class HealLoadCommand implements Callable<Integer> {
  private static final int WRONG = 9;

  @Option(
      names = "--incidents",
      defaultValue = "1000",
      description = "Intervals that fail, each for itself (default: ${DEFAULT-VALUE}).")
  private int incidents;

  @Option(
      names = "--storm",
      defaultValue = "500",
      description = "Tables that one cause stops (default: ${DEFAULT-VALUE}).")
  private int storm;

  @Option(names = "--folder", description = "Where projects are made; a temporary one otherwise.")
  private @Nullable Path parent;

  @Option(names = "--json", description = "Prints the figures as JSON.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (incidents < 0 || storm < 0) {
      throw new ParameterException(spec.commandLine(), "--incidents and --storm are 0 or more");
    }
    var report = new LinkedHashMap<String, Object>();
    report.put("machine", Report.machine());
    boolean right = true;
    try (var folder = TemporaryFolder.in(Optional.ofNullable(parent))) {
      if (incidents > 0) {
        var measured = ManyIncidents.measure(folder.path().resolve("many"), incidents);
        report.put("incidents_at_once", measured.figures());
        right &= measured.right();
      }
      if (storm > 0) {
        var measured = Storm.measure(folder.path().resolve("storm"), storm);
        report.put("one_cause", measured.figures());
        right &= measured.right();
      }
    }
    var out = spec.commandLine().getOut();
    Report.print(out, json, report);
    out.flush();
    return right ? 0 : WRONG;
  }
}
