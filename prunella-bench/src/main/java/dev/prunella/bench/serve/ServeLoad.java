package dev.prunella.bench.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.bench.FreshProject;
import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves a project with a history and has many look at it.
 *
 * @param days that were run before
 * @param think how long each client waits between two looks
 * @param options of the server's Java machine
 */
record ServeLoad(int clients, Duration within, Duration think, int days, List<String> options) {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int ONE_IN_STREAMS = 4;
  private static final long SEED = 20_261_127;

  Map<String, Object> report(Path parent) throws IOException, InterruptedException {
    var project = FreshProject.in(parent);
    int failed = new History(project, days).make();
    var tokens = tokens(project.folder());
    var out = new LinkedHashMap<String, Object>(Report.machine());
    out.put("clients", clients);
    out.put("addresses", Clients.addresses(clients));
    out.put("think_ms", think.toMillis());
    out.put("runs", days);
    out.put("failed_runs", failed);
    try (var server = ServerProcess.start(project.folder(), options)) {
      out.put("ready_ms", server.ready().toMillis());
      var mix =
          Mix.of(
              get(server, tokens.getFirst(), "/api/v1/runs"),
              get(server, tokens.getFirst(), "/api/v1/incidents"));
      var warm = WARM_UP.compareTo(within) < 0 ? WARM_UP : within;
      new Clients(server.uri(), tokens, clients, think, 0, SEED).look(mix, warm);
      try (var watched = new Watched(server, tokens.getFirst())) {
        var used = server.cpu();
        long begun = System.nanoTime();
        var tally =
            new Clients(server.uri(), tokens, clients, think, ONE_IN_STREAMS, SEED + clients)
                .look(mix, within);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        out.put("seconds", Samples.round(took.toNanos() / 1e9));
        out.put("server_cpu_seconds", Samples.round(server.cpu().minus(used).toMillis() / 1e3));
        out.putAll(tally.report(took));
        out.put("server_memory_mb", watched.report());
        out.put("load_after", Report.load());
      }
    }
    return out;
  }

  private List<String> tokens(Path project) {
    var tokens = Tokens.in(project, Clock.systemUTC());
    var all = new ArrayList<String>();
    for (int i = 0; i < Clients.addresses(clients); i++) {
      all.add(tokens.create("bench-" + i, Role.OPERATOR, Duration.ofDays(1), "bench"));
    }
    return all;
  }

  private static JsonNode get(ServerProcess server, String token, String path)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(server.uri().resolve(path))
              .header("Authorization", "Bearer " + token)
              .timeout(Duration.ofSeconds(30))
              .build();
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + " answered " + answer.statusCode());
      }
      return new ObjectMapper().readTree(answer.body());
    }
  }
}
