package dev.prunella.app.cli;

import dev.prunella.app.access.Role;
import dev.prunella.app.project.Settings;
import dev.prunella.app.rest.AccessToken;
import dev.prunella.app.rest.IcebergServer;
import dev.prunella.app.rest.ServerConfig;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.site.Site;
import dev.prunella.app.view.Json;
import dev.prunella.local.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella serve}. */
@Command(
    name = "serve",
    description = {
      "Run and heal the project by itself, and show and steer it in a browser, until Ctrl-C; or serve a bare lake.",
      "One process: the schedule, the healer, web pages, an Iceberg catalog at /iceberg, /health and /metrics.",
      "It prints a link by which you log in once; prunella token create makes tokens for others and for programs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella serve                               this machine only, at port 8080",
      "  prunella serve --mode observe                runs and publishes; heals nothing, tells what it would",
      "  prunella serve --read-only                   only shows; another process works",
      "  prunella serve --iceberg                     no project at work: the lake to Spark, Trino, PyIceberg",
      "  prunella serve --iceberg --port 9000 --host 0.0.0.0 --token-file tokens",
      "With --iceberg clients find main at the address, and another branch at the address/BRANCH (with / written %%2F).",
      "A token file has a line for each client: NAME SECRET [branch=BRANCH] [read-only].",
      "JSON fields, one line when it is ready: uri, login (good once), or with --iceberg: uri, branch."
    })
final class ServeCommand extends ProjectCommand {
  private static final int MOST_TOKENS = 1000;
  private static final int PORT = 8080;
  private static final int ICEBERG_PORT = 8181;

  @Option(names = "--iceberg", description = "Only the lake, as an Iceberg REST catalog.")
  boolean iceberg;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address to listen on; ${DEFAULT-VALUE} if left out.")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "0 for any free one; 8080 if left out, with --iceberg 8181.")
  @Nullable Integer port;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "observe, propose or act, instead of what prunella.yaml says.")
  Settings.@Nullable Mode mode;

  @Option(
      names = "--read-only",
      description = "Only show: run nothing, heal nothing, take nothing.")
  boolean readOnly;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "With --iceberg: who may come in. Without it, only this machine is served.")
  @Nullable Path tokenFile;

  record Ready(String uri, String branch) {}

  record SiteReady(String uri, String login) {}

  @Override
  public Integer call() throws Exception {
    int chosen = Optional.ofNullable(port).orElse(iceberg ? ICEBERG_PORT : PORT);
    if (chosen < 0 || chosen > 65_535) {
      throw Failure.usage("--port is a number up to 65535, not " + chosen, null);
    }
    if (iceberg && (readOnly || mode != null)) {
      throw Failure.usage(
          "--iceberg serves the lake alone: leave out --mode and --read-only", null);
    }
    if (!iceberg && tokenFile != null) {
      throw Failure.usage(
          "--token-file goes with --iceberg", "prunella token create NAME --role ROLE");
    }
    var read = project();
    var project = mode == null ? read : read.in(mode);
    if (iceberg) {
      try (var lake = LocalLake.open(project.lake(), secrets(project), surroundings().clock())) {
        return serve(lake, chosen).code();
      }
    }
    try (var workspace = Workspace.open(project, secrets(project), host())) {
      return serve(workspace, chosen).code();
    }
  }

  private Exit serve(LocalLake lake, int chosen) throws IOException, InterruptedException {
    var console = console();
    var config = ServerConfig.on(host, chosen, tokens());
    try (var server = IcebergServer.start(lake.catalogs(), config)) {
      if (console.json()) {
        console.line(Json.line(new Ready(server.uri(), "main")));
      } else {
        console.line(
            "serving the lake at "
                + console.paint(Ink.NAME, server.uri())
                + (tokenFile == null ? ", to this machine only" : "")
                + "; Ctrl-C stops");
      }
      untilStopped(console, server::close);
    }
    return Exit.OK;
  }

  private Exit serve(Workspace workspace, int chosen) throws InterruptedException {
    var console = console();
    var clock = surroundings().clock();
    var config =
        new Site.Config(
            host,
            chosen,
            Version.number(),
            author(),
            readOnly,
            new ServedProgram(surroundings(), workspace.project(), readOnly),
            List.of(),
            ServeConfig.Bounds.DEFAULT,
            news -> tell(console, news),
            console::warn);
    try (var site = Site.open(workspace, config, clock, Pause.ofThisMachine())) {
      var login = site.loginLink(author(), Role.ADMIN);
      if (console.json()) {
        console.line(Json.line(new SiteReady(site.uri(), login)));
      } else {
        console.line(
            console.paint(Ink.STRONG, Words.safe(workspace.project().name()))
                + " is served at "
                + console.paint(Ink.NAME, site.uri())
                + "; Ctrl-C stops");
        console.line("log in, once and within 15 minutes: " + console.paint(Ink.NAME, login));
      }
      if (!ServeConfig.isLocal(host)) {
        console.warn(
            host
                + " can be reached from other machines, and this is plain HTTP: put a server with TLS"
                + " in front, and name it as notify.link in prunella.yaml");
      }
      untilStopped(console, site::close);
    }
    return Exit.OK;
  }

  /** As the schedule does; in JSON the one line is all. */
  private static synchronized void tell(Console console, News news) {
    if (!console.json()) {
      ScheduleViews.tell(console, news);
      console.out().flush();
    }
  }

  /** Waits; what is at work when the process is told to end is brought to its end. */
  private static void untilStopped(Console console, Runnable close) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(close, "prunella-stop"));
    console.out().flush();
    new CountDownLatch(1).await();
  }

  private List<AccessToken> tokens() throws IOException {
    if (tokenFile == null) {
      return List.of();
    }
    var tokens = new ArrayList<AccessToken>();
    int number = 0;
    for (var line : Files.readAllLines(resolve(tokenFile))) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        tokens.add(token(line.strip().split("\\s+"), tokenFile + ":" + number));
      }
    }
    if (tokens.isEmpty() || tokens.size() > MOST_TOKENS) {
      throw Failure.usage(
          tokenFile + " holds " + tokens.size() + " tokens; 1 to " + MOST_TOKENS + " are needed",
          null);
    }
    return tokens;
  }

  /** The secret itself is never shown, not even in an error. */
  private static AccessToken token(String[] words, String where) {
    Optional<String> branch = Optional.empty();
    boolean write = true;
    for (int i = 2; i < words.length; i++) {
      if (words[i].startsWith("branch=") && words[i].length() > "branch=".length()) {
        branch = Optional.of(words[i].substring("branch=".length()));
      } else if (words[i].equals("read-only")) {
        write = false;
      } else {
        throw Failure.usage(where + ": the third word on is branch=BRANCH or read-only", null);
      }
    }
    if (words.length < 2) {
      throw Failure.usage(where + ": a line is NAME SECRET [branch=BRANCH] [read-only]", null);
    }
    try {
      return new AccessToken(words[0], words[1], branch, write);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, "bad-token", where + ": " + e.getMessage(), null, e);
    }
  }
}
