package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.LearntNotes;
import dev.prunella.app.people.AnswerTokens;
import dev.prunella.app.people.Channels;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.local.code.OfferedCommit;
import dev.prunella.memory.Window;
import dev.prunella.people.OpenQuestion;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella answer}, and the two answers that have a name of their own. */
@Command(
    name = "answer",
    description = "Answer what an incident asks; it goes on at once.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella answer 7 retry",
      "  prunella answer 7 dismiss --why 'the sheet is empty on purpose'",
      "  prunella answer 7 retry --window 'daily 02:47-03:12 Europe/London'",
      "An open incident that asks nothing may be dismissed all the same.",
      "What is said beside the answer becomes a note in knowledge/, which is gone by from then on; where the project lies",
      "in a git repository, also a commit on a branch of its own.",
      "JSON fields: as of prunella incidents INCIDENT --json."
    })
class AnswerCommand extends WorkspaceCommand {
  /** So many digits of a commit tell it from others. */
  private static final int SHORT = 12;

  @Parameters(
      index = "0",
      paramLabel = "INCIDENT",
      description = "Its number, or what a message offers: pa1....")
  String incident = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OPTION",
      description = "One of those that are offered.")
  String option = "";

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A reason, which is kept.")
  String why = "";

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      description = "The source answers only then: remembered as a note.")
  @Nullable String window;

  @Option(
      names = "--maintenance",
      paramLabel = "WINDOW",
      description = "What fails then is to be waited out: remembered as a note.")
  @Nullable String maintenance;

  @Option(
      names = "--ask-next",
      paramLabel = "WHO",
      description = "Who is to be asked next time: remembered as a note.")
  @Nullable String askNext;

  @Option(names = "--remember", description = "Keep the reason as a note, for people.")
  boolean remember;

  String option() {
    boolean again = window != null || maintenance != null;
    return option.isEmpty() && again ? Answer.RETRY.word() : option;
  }

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  final Exit run(Workspace workspace, Console console) {
    var token = token(workspace);
    var state =
        Incidents.require(workspace, token.map(t -> t.incident().toString()).orElse(incident));
    var events = workspace.incidents().events(state.id());
    boolean unasked = token.isEmpty() && isDismissedUnasked(state);
    if (state.asked().isEmpty() && !unasked) {
      throw Incidents.asksNothing(console, state, events);
    }
    var options =
        state
            .asked()
            .map(IncidentEvent.Asked::options)
            .orElseGet(() -> Answer.words(Answer.DISMISS));
    int question = unasked ? OpenQuestion.NONE : OpenQuestion.number(events);
    if (token.filter(t -> t.question() != question).isPresent()) {
      throw over(state);
    }
    var given = given(token);
    if (!options.contains(given)) {
      throw Failure.usage(
          (given.isEmpty() ? "an answer is missing" : "'" + given + "' is no answer to that")
              + DidYouMean.among(options, given).map(o -> "; did you mean '" + o + "'?").orElse(""),
          "one of " + String.join(", ", options));
    }
    var by = token.map(AnswerTokens.Token::who).orElseGet(this::author);
    var about = about(state);
    var learnt = new LearntNotes(workspace, surroundings().clock());
    // Before the answer: a process that dies in between is asked again, and has lost nothing.
    var kept = kept(learnt, state, about, by);
    try (var running = new Running(console.interrupts())) {
      var healing = new Healing(workspace, surroundings().clock());
      if (!healing.accept(state.id(), question, by, given, why)) {
        learnt.forget(kept);
        throw over(state);
      }
      for (var path : kept) {
        console.note("remembered: " + path);
        offered(console, learnt.offer(state, about, by, path));
        learnt.contradictions(path).forEach(c -> console.note(path + ": " + c));
      }
      var after = healing.goOn(state.id(), running.cancellation());
      if (after.isOpen() && healing.paused().isPresent()) {
        console.note("the answer is kept, and healing is paused (prunella resume-healing)");
      }
      console.answer(
          IncidentJson.view(after, workspace.incidents().events(after.id())),
          () -> tell(console, workspace, after));
      return after.isOpen() ? Exit.HELD : Exit.OK;
    }
  }

  /** Nobody has to wait for a question to say that nothing is to be done. */
  private boolean isDismissedUnasked(IncidentState state) {
    return state.isOpen() && state.asked().isEmpty() && Answer.DISMISS.is(option());
  }

  private static TableName about(IncidentState state) {
    return state
        .asked()
        .map(IncidentEvent.Asked::about)
        .or(() -> state.symptoms().stream().map(Symptom::table).findFirst())
        .orElseThrow(
            () ->
                new Failure(
                    Exit.USAGE,
                    "not-asked",
                    state.id() + " asks nothing, and names no table",
                    "prunella heal " + state.id().number()));
  }

  private static void offered(Console console, OfferedCommit.Outcome outcome) {
    switch (outcome) {
      case OfferedCommit.Outcome.Made(var branch, var commit) ->
          console.note(
              "as a commit: %s on the branch %s (git push origin %s)"
                  .formatted(commit.substring(0, SHORT), branch, branch));
      case OfferedCommit.Outcome.NotMade(var why) ->
          console.note("no commit was made of it: " + why);
      case OfferedCommit.Outcome.NoRepository() -> {}
    }
  }

  /** Who has a message need not know the incident's number: what it offers says so. */
  private Optional<AnswerTokens.Token> token(Workspace workspace) {
    if (!AnswerTokens.looksLike(incident)) {
      return Optional.empty();
    }
    if (Prunella.of(spec).isServed()) {
      // It would be answered by whom the message was for, and not by whom the token names.
      throw Failure.usage(
          "a message's own answer is not given by a server's command",
          "open the message's link, or name the incident by its number");
    }
    return switch (Channels.tokens(workspace, surroundings().clock()).read(incident)) {
      case AnswerTokens.Read.Good(var token) -> Optional.of(token);
      case AnswerTokens.Read.Refused(var said) ->
          throw new Failure(Exit.REFUSED, "not-offered", said, "prunella questions");
    };
  }

  private String given(Optional<AnswerTokens.Token> token) {
    var bound = token.flatMap(AnswerTokens.Token::option);
    var given = option();
    if (bound.isPresent() && !given.isEmpty() && !given.equals(bound.get())) {
      throw new Failure(
          Exit.REFUSED,
          "not-offered",
          "this was offered for the answer '" + bound.get() + "' only",
          "prunella questions");
    }
    return bound.orElse(given);
  }

  private static Failure over(IncidentState state) {
    return new Failure(
        Exit.REFUSED,
        "not-asked",
        state.id() + " does not ask that any more: it was answered already",
        "prunella incidents " + state.id().number());
  }

  /** All that is said, or nothing. */
  private List<String> kept(LearntNotes learnt, IncidentState state, TableName about, String by) {
    var kept = new ArrayList<String>();
    try {
      for (var said : said()) {
        kept.add(learnt.keep(state, about, by, why, said));
      }
      return kept;
    } catch (IllegalArgumentException e) {
      learnt.forget(kept);
      throw Failure.usage(
          "that cannot be kept as a note: " + e.getMessage(), "prunella knowledge add --help");
    }
  }

  /** What is to be remembered; all of it is understood before any is. */
  private List<LearntNotes.Said> said() {
    var said = new ArrayList<LearntNotes.Said>();
    if (window != null) {
      said.add(new LearntNotes.Said.AnswersOnlyIn(window("--window", window)));
    }
    if (maintenance != null) {
      said.add(new LearntNotes.Said.MaintenanceIn(window("--maintenance", maintenance)));
    }
    if (askNext != null) {
      said.add(new LearntNotes.Said.AskNext(askNext));
    }
    if (remember) {
      if (why.isBlank()) {
        throw Failure.usage("--remember keeps the reason, and there is none", "add --why TEXT");
      }
      said.add(new LearntNotes.Said.Fact(why));
    }
    return said;
  }

  private static Window window(String option, String text) {
    try {
      return Window.parse(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(option + ": " + e.getMessage(), null);
    }
  }

  private void tell(Console console, Workspace workspace, IncidentState after) {
    IncidentViews.tell(
        console, surroundings().zone(), after, workspace.incidents().events(after.id()));
  }

  /** {@code prunella approve}. */
  @Command(
      name = "approve",
      description =
          "Let a verified remedy be published: it is verified once more, then it is main.",
      footerHeading = "%nExamples:%n",
      footer = {"  prunella approve 7", "JSON fields: as of prunella incidents INCIDENT --json."})
  static final class Approve extends AnswerCommand {
    @Override
    String option() {
      return Answer.APPROVE.word();
    }
  }

  /** {@code prunella deny}. */
  @Command(
      name = "deny",
      description = "Forbid a proposed remedy; another one is tried, or somebody is asked.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella deny 7 --why 'that was a real sale'",
        "JSON fields: as of prunella incidents INCIDENT --json."
      })
  static final class Deny extends AnswerCommand {
    @Override
    String option() {
      return Answer.DENY.word();
    }
  }
}
