package dev.prunella.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/**
 * The commands of {@code prunella}, in the order of its help. Where a command line names one of
 * them only that one is made ready: all of them together take longer than most take to do their
 * work.
 */
final class Subcommands {
  static final List<String> NAMES =
      List.of(
          "demo",
          "init",
          "validate",
          "status",
          "reach",
          "plan",
          "run",
          "backfill",
          "resume",
          "runs",
          "heal",
          "incidents",
          "cases",
          "similar",
          "questions",
          "answer",
          "approve",
          "deny",
          "snooze",
          "inbox",
          "channels",
          "undo",
          "keep",
          "pause",
          "resume-healing",
          "policy",
          "knowledge",
          "schedule",
          "lineage",
          "check",
          "contract",
          "anomalies",
          "profile",
          "diagnose",
          "branch",
          "tag",
          "log",
          "show",
          "diff",
          "sandbox",
          "merge",
          "rollback",
          "publications",
          "verify",
          "audit",
          "table",
          "sql",
          "gc",
          "serve",
          "token",
          "mcp",
          "help");

  /** What may stand before a command's name, with a value after it and without one. */
  private static final List<String> WITH_VALUE =
      List.of("--project", "--as", "--server", "--server-token");

  private static final List<String> WITHOUT =
      List.of("--json", "-v", "--verbose", "--server-plain");

  private Subcommands() {}

  /** Adds those that a command line may mean: the one that it names, or all. */
  static void addTo(CommandLine root, List<String> words) {
    var one = meant(words).map(Subcommands::of);
    if (one.isPresent()) {
      root.addSubcommand(one.get());
      return;
    }
    NAMES.forEach(name -> root.addSubcommand(of(name)));
    for (var provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands().forEach(root::addSubcommand);
    }
    root.addSubcommand(
        "completion", new CommandLine(GenerateCompletion.class).setCommandName("completion"));
  }

  /** The command that is named for certain; empty where it takes more to know. */
  private static Optional<String> meant(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (WITH_VALUE.contains(word)) {
        i++;
      } else if (!WITHOUT.contains(word)
          && WITH_VALUE.stream().noneMatch(option -> word.startsWith(option + "="))) {
        // Help lists the others.
        return word.equals("help") || of(word) == null ? Optional.empty() : Optional.of(word);
      }
    }
    return Optional.empty();
  }

  /** Each class is loaded only when it is asked for. */
  static @Nullable Class<?> of(String name) {
    return switch (name) {
      case "demo" -> DemoCommand.class;
      case "init" -> InitCommand.class;
      case "validate" -> ValidateCommand.class;
      case "status" -> StatusCommand.class;
      case "reach" -> ReachCommand.class;
      case "plan" -> PlanCommand.class;
      case "run" -> RunCommand.class;
      case "backfill" -> BackfillCommand.class;
      case "resume" -> ResumeCommand.class;
      case "runs" -> RunsCommand.class;
      case "heal" -> HealCommand.class;
      case "incidents" -> IncidentsCommand.class;
      case "cases" -> CasesCommand.class;
      case "similar" -> SimilarCommand.class;
      case "questions" -> QuestionsCommand.class;
      case "answer" -> AnswerCommand.class;
      case "approve" -> AnswerCommand.Approve.class;
      case "deny" -> AnswerCommand.Deny.class;
      case "snooze" -> SnoozeCommand.class;
      case "inbox" -> InboxCommand.class;
      case "channels" -> ChannelsCommand.class;
      case "undo" -> UndoCommand.class;
      case "keep" -> KeepCommand.class;
      case "pause" -> PauseCommand.class;
      case "resume-healing" -> PauseCommand.Resume.class;
      case "policy" -> PolicyCommand.class;
      case "knowledge" -> KnowledgeCommand.class;
      case "schedule" -> ScheduleCommand.class;
      case "lineage" -> LineageCommand.class;
      case "check" -> CheckCommand.class;
      case "contract" -> ContractCommand.class;
      case "anomalies" -> AnomaliesCommand.class;
      case "profile" -> ProfileCommand.class;
      case "diagnose" -> DiagnoseCommand.class;
      case "branch" -> BranchCommand.class;
      case "tag" -> TagCommand.class;
      case "log" -> LogCommand.class;
      case "show" -> ShowCommand.class;
      case "diff" -> DiffCommand.class;
      case "sandbox" -> SandboxCommand.class;
      case "merge" -> MergeCommand.class;
      case "rollback" -> RollbackCommand.class;
      case "publications" -> PublicationsCommand.class;
      case "verify" -> VerifyCommand.class;
      case "audit" -> AuditCommand.class;
      case "table" -> TableCommand.class;
      case "sql" -> SqlCommand.class;
      case "gc" -> GcCommand.class;
      case "serve" -> ServeCommand.class;
      case "token" -> TokenCommand.class;
      case "mcp" -> McpCommand.class;
      case "help" -> HelpCommand.class;
      default -> null;
    };
  }
}
