package dev.prunella.app.steer;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.Undoing;
import dev.prunella.app.heal.Undoing.Outcome;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Refusal;
import dev.prunella.heal.HealingEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/** What people do by the server; the same as by the commands. Thread-safe. */
public final class Steering {
  private final Workspace workspace;
  private final Healing healing;
  private final Runnable wake;
  private final Clock clock;
  private final Queries queries;
  private final Moves moves;

  /**
   * The steering of a project.
   *
   * @param wake has the healer look at once, beside the answer
   */
  public Steering(Workspace workspace, Healing healing, Runnable wake, Clock clock) {
    this.workspace = workspace;
    this.healing = healing;
    this.wake = wake;
    this.clock = clock;
    this.queries = new Queries(workspace);
    this.moves = new Moves(workspace, wake);
  }

  public Healing healing() {
    return healing;
  }

  public Moves moves() {
    return moves;
  }

  public Queries queries() {
    return queries;
  }

  /** Keeps an answer to exactly that question; the healer goes on with it beside. */
  public void answer(IncidentId incident, int question, String by, String option, String why) {
    if (!healing.accept(incident, question, by, option, why)) {
      throw new Refusal(
          409,
          "not-asked",
          incident + " does not ask that any more: it was answered, or has settled by itself");
    }
    wake.run();
  }

  /** Takes back what was published for an incident; what came of it, in a sentence. */
  public String undo(IncidentId incident, boolean downstream, String by, String why) {
    var outcome = new Undoing(workspace, clock).undo(incident, downstream, by, why);
    wake.run();
    return switch (outcome) {
      case Outcome.Undone undone ->
          "taken back by "
              + undone.commit().brief()
              + (undone.restsOnIt().isEmpty()
                  ? ""
                  : "; computed on it later, and left: " + names(undone.restsOnIt()));
      case Outcome.UndoneAtSource(var sentence) -> sentence;
      case Outcome.SourceRefuses(var sentence, var _) ->
          throw conflict("source-refuses", "it is not undone, neither here nor there: " + sentence);
      case Outcome.ChangedSince(var tables) ->
          throw conflict(
              "changed-since",
              names(tables)
                  + " changed again later. Try: take the later changes back too; a run makes them"
                  + " anew");
      case Outcome.NothingPublished() ->
          throw conflict("nothing-published", "the healer has published nothing for " + incident);
      case Outcome.AlreadyUndone(var undone) ->
          throw conflict("already-undone", undone.by() + " has undone it already");
      case Outcome.TooLongAgo() ->
          throw conflict("too-long-ago", "what was before is not on record any more");
    };
  }

  private static Refusal conflict(String code, String sentence) {
    return new Refusal(409, code, sentence);
  }

  private static String names(List<TableName> tables) {
    return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
  }

  /** Stops all healing of the lake, in every process. */
  public void pause(String by, String why) {
    workspace.healing().append(new HealingEvent.Paused(clock.instant(), by, why));
  }

  /** Lets it go on. */
  public void resume(String by, String why) {
    if (healing.paused().isPresent()) {
      workspace.healing().append(new HealingEvent.Resumed(clock.instant(), by, why));
      wake.run();
    }
  }
}
