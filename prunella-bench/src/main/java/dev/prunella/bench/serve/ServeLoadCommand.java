package dev.prunella.bench.serve;

import dev.prunella.bench.Report;
import dev.prunella.bench.TemporaryFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prunella bench serve-load}: what a served project bears. */
@Command(
    name = "serve-load",
    description = {
      "Makes a project with runs and incidents, serves it by a process of its own with the bounds that all have, and lets",
      "many look at its pages and its REST interface at once; one in four also follows the live events. Tells how soon the",
      "server was ready, how long each route took, what was refused, and what the server held of memory.",
      "The clients are on this machine too, and share its processors."
    },
    footer = {
      "",
      "Examples:",
      "  prunella bench serve-load --json",
      "  prunella bench serve-load --clients 200 --think 1000      each waits a second or so between two looks",
      "  prunella bench serve-load --java-option -XX:StartFlightRecording=filename=/tmp/serve.jfr"
    },
    mixinStandardHelpOptions = true)
public final class ServeLoadCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 600;
  private static final int MOST_CLIENTS = 2_000;
  private static final int MOST_THINK = 60_000;
  private static final int MOST_DAYS = 365;

  /** Fewer have no day that failed, and nothing to show of it. */
  private static final int LEAST_DAYS = 6;

  @Option(names = "--clients", defaultValue = "200", description = "${DEFAULT-VALUE}.")
  private int clients = 200;

  @Option(names = "--seconds", defaultValue = "60", description = "${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(
      names = "--think",
      paramLabel = "MS",
      defaultValue = "0",
      description = "What each waits between two looks, on average; 0, none, if left out.")
  private int think;

  @Option(
      names = "--days",
      defaultValue = "60",
      description = "That were run before, every sixth of which failed; ${DEFAULT-VALUE}.")
  private int days = 60;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description = "For the server's Java machine; may be given several times.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try (var folder = TemporaryFolder.in(Optional.empty())) {
      var load =
          new ServeLoad(
              Math.clamp(clients, 1, MOST_CLIENTS),
              Duration.ofSeconds(Math.clamp(seconds, 1, MOST_SECONDS)),
              Duration.ofMillis(Math.clamp(think, 0, MOST_THINK)),
              Math.clamp(days, LEAST_DAYS, MOST_DAYS),
              options);
      Report.print(spec.commandLine().getOut(), json, load.report(folder.path()));
    }
    return 0;
  }
}
