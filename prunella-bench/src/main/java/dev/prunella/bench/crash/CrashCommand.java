package dev.prunella.bench.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prunella bench crash}: stops writers at every step and looks at what is left. */
@Command(
    name = "crash",
    description =
        "Stops writers at every step and by SIGKILL, and checks what is left of the lake.",
    mixinStandardHelpOptions = true)
public final class CrashCommand implements Callable<Integer> {

  @Option(
      names = "--simulated",
      defaultValue = "1000",
      description = "Crashes in process, half of them power cuts (default: ${DEFAULT-VALUE}).")
  private int simulated;

  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "Writers ended by SIGKILL (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(names = "--seed", defaultValue = "1", description = "Repeats a run's random choices.")
  private long seed;

  @Option(names = "--folder", description = "Where the lakes are made; a temporary one otherwise.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "Prints the figures as JSON.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var place = folder == null ? Files.createTempDirectory("prunella-crash") : folder;
    var report =
        new CrashReport(
            new SimulatedCrashes(place, seed).run(simulated),
            new KilledWriters(place, seed).run(kills));
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report));
    } else {
      lines(report).forEach(out::println);
    }
    out.flush();
    return report.isClean() ? 0 : 1;
  }

  private static List<String> lines(CrashReport report) {
    var s = report.simulated();
    var k = report.killed();
    return List.of(
        "simulated  %d crashes, %d of them power cuts: %d of %d attempts acknowledged, %d landed"
            .formatted(s.crashes(), s.powerCuts(), s.acknowledged(), s.attempts(), s.landed()),
        "killed     %d writers, %d at a named step: %d acknowledged, %d landed; %d reads beside"
            .formatted(k.kills(), k.atNamedSteps(), k.acknowledged(), k.landed(), k.reads()),
        "faults     " + (s.faults() + k.faults()) + " " + s.firstFaults() + k.firstFaults());
  }
}
