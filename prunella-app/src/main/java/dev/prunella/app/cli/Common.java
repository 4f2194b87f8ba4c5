package dev.prunella.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Options that every command takes, before or after the command's name.
 *
 * <p>A mixin in each command rather than inherited options, because picocli's own commands bring a
 * {@code --help} that inherited ones would clash with.
 */
final class Common {
  static final String MIXIN = "common";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 1000,
      description = "Say what it does, with examples.")
  boolean help;

  @Option(
      names = "--project",
      paramLabel = "DIR",
      order = 1001,
      description =
          "The project's folder. Else $PRUNELLA_PROJECT, else the nearest one upwards that has a prunella.yaml.")
  @Nullable Path project;

  @Option(
      names = "--json",
      order = 1002,
      description = "Answer in JSON; an error is a JSON object on standard error.")
  boolean json;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      order = 1003,
      description = "The author to record. Else $PRUNELLA_USER, else the account's name.")
  @Nullable String author;

  @Option(
      names = {"-v", "--verbose"},
      order = 1004,
      description = "Show where an error came from, as $PRUNELLA_DEBUG=1 does.")
  boolean verbose;

  @Option(
      names = "--server",
      paramLabel = "URL",
      order = 1005,
      description =
          "Have it done by a running prunella serve, such as http://127.0.0.1:8080. Else $PRUNELLA_SERVER.")
  @Nullable String server;

  @Option(
      names = "--server-token",
      paramLabel = "FILE",
      order = 1006,
      description = "With --server: the file that holds the token. Else $PRUNELLA_TOKEN is it.")
  @Nullable Path serverToken;

  @Option(
      names = "--server-plain",
      order = 1007,
      description = "With --server: send the token unencrypted to another machine.")
  boolean serverPlain;

  /** What was given to the command or to one above it; the nearest wins. */
  static Common of(CommandSpec spec) {
    var all = new Common();
    for (var at = spec; at != null; at = at.parent()) {
      var mixin = at.mixins().get(MIXIN);
      if (mixin != null && mixin.userObject() instanceof Common given) {
        all.json |= given.json;
        all.verbose |= given.verbose;
        all.project = all.project == null ? given.project : all.project;
        all.server = all.server == null ? given.server : all.server;
        all.serverToken = all.serverToken == null ? given.serverToken : all.serverToken;
        all.serverPlain |= given.serverPlain;
        all.author = all.author == null ? given.author : all.author;
      }
    }
    return all;
  }
}
