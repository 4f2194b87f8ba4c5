package dev.prunella.app.cli;

import dev.prunella.app.access.Role;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command that a server runs for somebody elsewhere. What is not in this table is run by none.
 *
 * <p>Who may see no values of rows may use only what prints none: names, shapes and counts.
 *
 * @param words as they are typed, such as {@code branch list}
 * @param least the role that is needed
 * @param changes whether it changes anything, so that a server that only shows refuses it
 */
record ServedCommand(String words, Role least, boolean changes) {

  private static final List<ServedCommand> ALL =
      Stream.of(
              of(Role.VIEWER, false, "reach", "lineage", "table list", "table show"),
              of(Role.VIEWER, false, "policy show", "policy standing"),
              of(Role.OPERATOR, false, "branch list", "tag list"),
              of(Role.OPERATOR, false, "status", "plan", "runs", "incidents", "questions"),
              of(Role.OPERATOR, false, "cases list", "cases show", "cases figures", "similar"),
              of(Role.OPERATOR, false, "knowledge list", "knowledge show", "knowledge lint"),
              of(Role.OPERATOR, false, "knowledge test", "policy test", "validate", "check"),
              of(Role.OPERATOR, false, "contract export", "anomalies", "profile", "log", "show"),
              of(Role.OPERATOR, false, "diff", "publications", "sql", "table history"),
              of(Role.OPERATOR, false, "table hash", "channels list", "audit list", "audit key"),
              of(Role.OPERATOR, false, "audit export", "audit verify", "sandbox list"),
              of(Role.OPERATOR, false, "sandbox sql", "sandbox diff"),
              of(Role.OPERATOR, true, "verify", "pause"),
              of(Role.APPROVER, true, "answer", "approve", "deny", "snooze", "undo", "keep"),
              of(Role.APPROVER, true, "run", "backfill", "resume", "heal", "merge", "rollback"),
              of(Role.APPROVER, true, "branch create", "branch delete", "branch rename"),
              of(Role.APPROVER, true, "tag create", "tag delete", "sandbox create"),
              of(Role.APPROVER, true, "sandbox drop", "sandbox run"),
              of(Role.ADMIN, true, "resume-healing", "policy reset"))
          .flatMap(Function.identity())
          .toList();

  private static final Map<String, ServedCommand> BY_WORDS =
      ALL.stream().collect(Collectors.toUnmodifiableMap(ServedCommand::words, c -> c));

  /** By these a command that only looks changes something; then it is for approvers. */
  private static final Map<String, String> CHANGING =
      Map.of("runs", "--clean", "anomalies", "--accept");

  /** Options that every command takes and that mean nothing, or too much, elsewhere. */
  private static final Map<String, String> NOT_ELSEWHERE =
      Map.of(
          "--project", "the server has one project",
          "--as", "who acts is whom the token names",
          "--verbose", "where an error came from is told where it was");

  private static final List<String> OF_THE_SENDER = List.of("--server", "--server-token");

  /** What concerns the program alone and needs no project. */
  private static final Set<String> OF_THE_PROGRAM = Set.of("", "help", "completion");

  private static Stream<ServedCommand> of(Role least, boolean changes, String... all) {
    return Stream.of(all).map(words -> new ServedCommand(words, least, changes));
  }

  static List<ServedCommand> all() {
    return ALL;
  }

  /** Whether it is answered where it is typed, whichever server is named. */
  static boolean isOfTheProgram(ParseResult asked) {
    return OF_THE_PROGRAM.contains(words(asked));
  }

  /**
   * The command that was typed.
   *
   * @throws Failure if no server runs it, or none with what was typed for it
   */
  static ServedCommand require(ParseResult asked) {
    var words = words(asked);
    var found = BY_WORDS.get(words);
    if (found == null) {
      throw refused(
          "no server runs 'prunella "
              + words
              + "' for somebody elsewhere: it needs files, a terminal or time of the machine it runs on");
    }
    for (var at = asked; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
      for (var option : at.matchedOptions()) {
        var why = NOT_ELSEWHERE.get(option.longestName());
        if (why != null) {
          throw refused(option.longestName() + " is not for a server: " + why);
        }
        if (!OF_THE_SENDER.contains(option.longestName())) {
          requireNoFile(option, option.longestName());
        }
      }
      at.matchedPositionals().forEach(p -> requireNoFile(p, p.paramLabel()));
    }
    var changing = CHANGING.get(words);
    return changing != null && leaf(asked).hasMatchedOption(changing)
        ? new ServedCommand(words, Role.APPROVER, true)
        : found;
  }

  /** What is sent of a command line: not where it is sent to, and what shows who sends it. */
  static List<String> withoutServer(List<String> words) {
    var kept = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (word.equals("--")) {
        kept.addAll(words.subList(i, words.size()));
        return kept;
      }
      if (OF_THE_SENDER.contains(word)) {
        i++;
      } else if (!word.equals("--server-plain")
          && OF_THE_SENDER.stream().noneMatch(o -> word.startsWith(o + "="))) {
        kept.add(word);
      }
    }
    return kept;
  }

  private static void requireNoFile(ArgSpec given, String named) {
    if (Stream.concat(Stream.of(given.type()), Stream.of(given.auxiliaryTypes()))
        .anyMatch(t -> t == Path.class || t == File.class)) {
      throw refused(named + " names a file, and a server opens none by a name that it is sent");
    }
  }

  private static Failure refused(String message) {
    return new Failure(
        Exit.USAGE,
        "not-for-a-server",
        message,
        "run it where the project is, without --server and $PRUNELLA_SERVER");
  }

  private static String words(ParseResult asked) {
    var leaf = leaf(asked).commandSpec();
    var root = leaf.root().name();
    var all = leaf.qualifiedName(" ");
    return all.equals(root) ? "" : all.substring(root.length() + 1);
  }

  private static ParseResult leaf(ParseResult asked) {
    var at = asked;
    while (at.hasSubcommand()) {
      at = at.subcommand();
    }
    return at;
  }
}
