package dev.prunella.bench.lineage;

import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.cli.Prunella;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.site.Site;
import dev.prunella.bench.FreshProject;
import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prunella bench lineage}: how many OpenLineage events a served project takes a second. */
@Command(
    name = "lineage",
    description = {
      "Serves a fresh project on this machine and sends it OpenLineage events, each a request of its",
      "own, as producers do; then the same in batches. An event counts once it was answered by 200,",
      "which is when it is durable."
    },
    footer = {"", "Example: prunella bench lineage --seconds 10 --json"},
    mixinStandardHelpOptions = true)
public final class LineageBenchCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 10;
  private static final int BATCH = 100;

  /** No bound of ours is to be measured but that of the receiver. */
  private static final ServeConfig.Bounds ROOMY =
      new ServeConfig.Bounds(
          256,
          8,
          100_000,
          100_000,
          64 << 10,
          32 << 20,
          Duration.ofMinutes(1),
          Duration.ofSeconds(10));

  @Option(names = "--seconds", defaultValue = "5", description = "For each of both; at most 10.")
  private int seconds = 5;

  @Option(names = "--senders", defaultValue = "16", description = "That send at once.")
  private int senders = 16;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    int within = Math.clamp(seconds, 1, MOST_SECONDS);
    var out = new LinkedHashMap<String, Object>(Report.machine());
    out.put("senders", senders);
    try (var folder = TemporaryFolder.in(Optional.empty())) {
      var project = FreshProject.in(folder.path()).folder();
      var clock = Clock.systemUTC();
      var token =
          Tokens.in(project, clock).create("bench", Role.OPERATOR, Duration.ofDays(1), "bench");
      try (var workspace =
              Workspace.open(
                  ProjectFile.read(project),
                  new Secrets(Map.of(), project, new Redaction()),
                  new Workspace.Host("bench", Map.of(), clock, _ -> {}));
          var site =
              Site.open(
                  workspace,
                  new Site.Config(
                      "127.0.0.1",
                      0,
                      "bench",
                      "bench",
                      false,
                      Prunella.served(clock, workspace.project(), false),
                      List.of(),
                      ROOMY,
                      _ -> {},
                      _ -> {}),
                  clock,
                  Pause.ofThisMachine());
          var client = HttpClient.newHttpClient()) {
        // The first two seconds warm up what compiles as it runs.
        sent(client, site.uri() + "/api/v1/lineage", token, 1, Duration.ofSeconds(2));
        long used = Report.cpuNanos();
        double rate =
            sent(client, site.uri() + "/api/v1/lineage", token, 1, Duration.ofSeconds(within));
        out.put("events_per_second", rate);
        // Of senders and receiver together: it tells more than the rate does on a busy machine.
        out.put(
            "cpu_micros_per_event",
            Samples.round((Report.cpuNanos() - used) / 1e3 / Math.max(1, rate * within)));
        out.put(
            "events_per_second_in_batches_of_" + BATCH,
            sent(
                client,
                site.uri() + "/api/v1/lineage/batch",
                token,
                BATCH,
                Duration.ofSeconds(within)));
      }
    }
    Report.print(spec.commandLine().getOut(), json, out);
    return 0;
  }

  /** How many a second were taken. */
  private double sent(HttpClient client, String uri, String token, int batch, Duration within)
      throws Exception {
    var taken = new LongAdder();
    long start = System.nanoTime();
    long end = start + within.toNanos();
    try (var pool = Executors.newFixedThreadPool(senders)) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < senders; i++) {
        all.add(
            pool.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    var request =
                        HttpRequest.newBuilder(URI.create(uri))
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body(batch)));
                    int status =
                        client.send(request.build(), BodyHandlers.discarding()).statusCode();
                    if (status == 200) {
                      taken.add(batch);
                    } else if (status != 503) {
                      throw new IllegalStateException("answered " + status);
                    }
                  }
                  return null;
                }));
      }
      for (var one : all) {
        one.get();
      }
    }
    return Samples.round(taken.sum() / ((System.nanoTime() - start) / 1e9));
  }

  private static String body(int batch) {
    if (batch == 1) {
      return event();
    }
    var events = new ArrayList<String>();
    for (int i = 0; i < batch; i++) {
      events.add(event());
    }
    return "[" + String.join(",", events) + "]";
  }

  /** One as Airflow's provider sends when a task begins, about 1 KB. */
  private static String event() {
    return """
        {"eventType":"START","eventTime":"2026-11-26T21:00:00.000Z",\
        "producer":"https://github.com/apache/airflow/tree/providers-openlineage/2.18.1",\
        "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",\
        "run":{"runId":"%s","facets":{"nominalTime":{"nominalStartTime":"2026-11-26T21:00:00Z"},\
        "parent":{"run":{"runId":"01a21a6b-9393-7217-a6c2-fd841b85714b"},\
        "job":{"namespace":"airflow","name":"nightly"}}}},\
        "job":{"namespace":"airflow","name":"nightly.load_orders","facets":{"jobType":\
        {"integration":"AIRFLOW","jobType":"TASK","processingType":"BATCH"}}},\
        "inputs":[{"namespace":"postgres://db:5432","name":"shop.public.orders"}],\
        "outputs":[{"namespace":"postgres://db:5432","name":"shop.mart.revenue","facets":{"schema":\
        {"fields":[{"name":"day","type":"date"},{"name":"country","type":"text"},\
        {"name":"revenue","type":"numeric"}]}}}]}"""
        .formatted(UUID.randomUUID());
  }
}
