package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.cli.Prunella;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A project as prunella init makes it, served. */
final class SmallSite implements AutoCloseable {
  /** Lets everybody try as often as a test likes. */
  static final ServeConfig.Bounds ROOMY =
      new ServeConfig.Bounds(
          256,
          128,
          100_000,
          100_000,
          64 << 10,
          1 << 20,
          Duration.ofMinutes(10),
          Duration.ofSeconds(10));

  final Path folder;
  final List<String> said = Collections.synchronizedList(new ArrayList<>());
  final Site site;
  private final Clock clock;
  private final Workspace workspace;
  private final HttpClient client = HttpClient.newHttpClient();

  private SmallSite(Path folder, Clock clock, boolean readOnly, ServeConfig.Bounds bounds) {
    this.folder = folder;
    this.clock = clock;
    var project = ProjectFile.read(folder);
    this.workspace =
        Workspace.open(
            project,
            new Secrets(Map.of(), folder, new Redaction()),
            new Workspace.Host("test", Map.of(), clock, said::add));
    this.site =
        Site.open(
            workspace,
            new Site.Config(
                "127.0.0.1",
                0,
                "test",
                "tester",
                readOnly,
                Prunella.served(clock, project, readOnly),
                List.<Route>of(),
                bounds,
                news -> said.add(news.toString()),
                said::add),
            clock,
            Pause.ofThisMachine());
  }

  static SmallSite in(Path parent, Clock clock) {
    return open(init(parent, clock), clock, false, ServeConfig.Bounds.DEFAULT);
  }

  static SmallSite open(Path folder, Clock clock, boolean readOnly, ServeConfig.Bounds bounds) {
    return new SmallSite(folder, clock, readOnly, bounds);
  }

  static Path init(Path parent, Clock clock) {
    run(clock, parent, "init", "shop");
    return parent.resolve("shop");
  }

  /** What does not come through. */
  static void fails(Clock clock, Path folder, String... args) {
    var ignored = new PrintWriter(new StringWriter());
    assertThat(Prunella.execute(clock, folder, ignored, ignored, args)).isNotZero();
  }

  /** Whatever comes of it. */
  static void heals(Clock clock, Path folder) {
    var ignored = new PrintWriter(new StringWriter());
    Prunella.execute(clock, folder, ignored, ignored, "heal");
  }

  /** What a command prints. */
  static String run(Clock clock, Path folder, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Prunella.execute(clock, folder, new PrintWriter(out), new PrintWriter(err, true), args);
    assertThat(code).as("%s%n%s", String.join(" ", args), err).isZero();
    return out.toString().strip();
  }

  String token(String name, String role) {
    return run(clock, folder, "token", "create", name, "--role", role);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(site.uri() + path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = to(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** The status of a request that calls us by another name, which Java's own client would not. */
  int statusAs(String name, String token) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      socket.setSoTimeout(60_000);
      var request =
          "GET / HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nConnection: close\r\n\r\n"
              .formatted(name, token);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  HttpResponse<String> post(String path, String form, String... headers)
      throws IOException, InterruptedException {
    var request = to(path);
    return send(
        (headers.length == 0 ? request : request.headers(headers))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  /** The cookie of somebody who follows a link to log in. */
  String login(String link) throws IOException, InterruptedException {
    var answer = send(HttpRequest.newBuilder(URI.create(link)));
    assertThat(answer.statusCode()).isEqualTo(303);
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  /** What each form of a page holds, so that it is known to come from there. */
  static String proof(String page) {
    var start = "_proof\" value=\"";
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf('"', from));
  }

  @Override
  public void close() {
    site.close();
    workspace.close();
  }
}
