package dev.prunella.bench.heal.ground;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunResult;
import dev.prunella.pipeline.Verdict.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ground's project under a seed's names, with a real lake and a real server where one is asked.
 */
final class GroundWorld implements AutoCloseable {
  private final Ground ground;
  private final Path project;
  private final Path answers;
  private final HttpServer server;
  private final Generator generator;
  private final Workspace workspace;
  private final ProjectCode code;

  GroundWorld(Ground ground, long seed, Path folder, Connection connection) throws Exception {
    this.ground = ground;
    this.project = folder.resolve("project");
    this.answers = folder.resolve("answers");
    var names = Names.of(ground.vocabulary(), seed);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::answer);
    server.start();
    var port = Integer.toString(server.getAddress().getPort());
    names.project(ground.project(), project, text -> text.replace("@PORT@", port));
    generator = new Generator(ground, names, seed, connection);
    var file = ProjectFile.read(project);
    var secrets = new Secrets(Map.of(), file.folder(), new Redaction());
    LocalLake.create(file.lake(), secrets, Clock.systemUTC()).close();
    workspace =
        Workspace.open(
            file,
            secrets,
            new Workspace.Host("test", System.getenv(), Clock.systemUTC(), System.err::println));
    code = workspace.codeTrees().now();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body =
          Files.readAllBytes(answers.resolve(exchange.getRequestURI().getPath().substring(1)));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** What a day's run said: how it ended, each failed step, each rule that did not pass. */
  record Day(RunResult result, List<String> said) {}

  Day run(int day) throws SQLException, IOException {
    for (var feed : ground.feeds()) {
      var file =
          generator
              .file(feed, project, day)
              .or(() -> generator.path(feed, day).map(p -> answers.resolve(p.substring(1))))
              .orElseThrow();
      if (generator.path(feed, day).isPresent()) {
        var json = file.resolveSibling("answer.json");
        generator.write(generator.rows(feed, day), json);
        Files.move(json, file);
      } else {
        generator.write(generator.rows(feed, day), file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0)); // or it might be unfinished
      }
    }
    var pipeline =
        code.project().pipelines().stream()
            .map(p -> p.pipeline())
            .filter(p -> p.name().equals(ground.pipeline()))
            .findFirst()
            .orElseThrow();
    var interval =
        pipeline.calendar().flatMap((Calendar c) -> c.parse(generator.date(day).toString()));
    var said = new ArrayList<String>();
    var result =
        workspace
            .runner()
            .run(
                new RunRequest(
                    pipeline,
                    pipeline.graph(),
                    Optional.of(interval.orElseThrow()),
                    code.code(),
                    false,
                    Clock.systemUTC().instant(),
                    1,
                    "test",
                    "test"),
                (_, event) -> {
                  switch (event) {
                    case RunEvent.StepFailed failed ->
                        said.add("FAILED " + failed.table() + " " + failed.fault().message());
                    case RunEvent.StepDone done ->
                        done.quarantined()
                            .ifPresent(q -> said.add("QUARANTINED " + done.table() + " " + q));
                    case RunEvent.StepJudged judged ->
                        judged.verdicts().stream()
                            .filter(v -> v.standing() != Standing.PASSED)
                            .forEach(
                                v ->
                                    said.add(
                                        v.standing()
                                            + " "
                                            + judged.table()
                                            + " "
                                            + v.rule()
                                            + " "
                                            + v.sentence()));
                    default -> {}
                  }
                },
                new Cancellation());
    return new Day(result, said);
  }

  @Override
  public void close() {
    workspace.close();
    server.stop(0);
    try {
      generator.close();
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
