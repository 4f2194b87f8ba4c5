package dev.prunella.app.cli;

import dev.prunella.app.rest.AccessToken;
import dev.prunella.app.rest.IcebergServer;
import dev.prunella.app.rest.ServerConfig;
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
      "Serve the lake to Spark, Trino, PyIceberg and others, until Ctrl-C.",
      "Clients find main at the address, and another branch at the address/BRANCH (with / written %%2F)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella serve --iceberg                     this machine only",
      "  prunella serve --iceberg --port 9000 --host 0.0.0.0 --token-file tokens",
      "A token file has a line for each client: NAME SECRET [branch=BRANCH] [read-only].",
      "JSON fields, one line when it is ready: uri, branch."
    })
final class ServeCommand extends LakeCommand {
  private static final int MOST_TOKENS = 1000;

  @Option(names = "--iceberg", required = true, description = "As an Iceberg REST catalog.")
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
      defaultValue = "8181",
      description = "0 for any free one; ${DEFAULT-VALUE} if left out.")
  int port = 8181;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Who may come in. Without it, only this machine is served.")
  @Nullable Path tokenFile;

  record Ready(String uri, String branch) {}

  @Override
  Exit run(LocalLake lake, Console console) throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw Failure.usage("--port is a number up to 65535, not " + port, null);
    }
    var config = ServerConfig.on(host, port, tokens());
    var stopped = new CountDownLatch(1);
    try (var server = IcebergServer.start(lake.catalogs(), config)) {
      // So that requests at work are answered before the process ends.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "prunella-stop"));
      if (console.json()) {
        console.line(Json.line(new Ready(server.uri(), "main")));
      } else {
        console.line(
            "serving the lake at "
                + console.paint(Ink.NAME, server.uri())
                + (tokenFile == null ? ", to this machine only" : "")
                + "; Ctrl-C stops");
      }
      console.out().flush();
      stopped.await();
    }
    return Exit.OK;
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
