package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.Answer;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * That what was published for one incident is to blame for another's trouble: kept in the other,
 * which is healed all the same, and told with whatever is asked there. It takes no question's
 * place, and keeps no remedy from being tried.
 */
record Suspicion(Workspace workspace, Clock clock) {
  private static final String PROVED = "what was published for ";
  private static final String PERHAPS = "perhaps " + PROVED;
  private static final double MAYBE = 0.5;
  private static final double SURE = 0.95;

  /**
   * Keeps it, once.
   *
   * @param suspect the incident for which it was published
   * @param why for people; without row values
   */
  void keep(IncidentState about, IncidentId suspect, boolean proved, String why) {
    table(about)
        .map(
            table ->
                new Belief(
                    FailureClass.DATA,
                    (proved ? PROVED : PERHAPS) + suspect,
                    proved ? SURE : MAYBE,
                    table,
                    List.of(words(table, suspect, proved, why)),
                    List.of()))
        .filter(belief -> newest(about.id()).filter(belief::equals).isEmpty())
        .ifPresent(
            belief ->
                workspace
                    .incidents()
                    .resume(about.id())
                    .append(new IncidentEvent.Believed(clock.instant(), belief)));
  }

  private static String words(TableName table, IncidentId suspect, boolean proved, String why) {
    return proved
        ? "%s may be wrong for what was published for %s: %s. To take that back: prunella undo %d; then retry"
            .formatted(table, suspect, why, suspect.number())
        : "Whether it has to do with what was published for %s is not known: %s. More of that: prunella incidents %d"
            .formatted(suspect, why, suspect.number());
  }

  private Optional<TableName> table(IncidentState about) {
    return about.symptoms().stream()
        .map(s -> s.table())
        .findFirst()
        .or(
            () ->
                workspace.journal().opened(about.run()).stream()
                    .flatMap(run -> run.tables().stream())
                    .findFirst());
  }

  /** What whoever is asked about an incident is told; empty where it was taken back since. */
  Optional<String> words(IncidentId about) {
    return newest(about).map(belief -> belief.supporting().getFirst());
  }

  /**
   * After an incident was looked at: what is proved is told at once, also where the healer waits or
   * had asked before it was known. A proposal stays as it is.
   */
  void tell(IncidentId id) {
    var incident = workspace.incidents().state(id).orElseThrow();
    var proved = newest(id).filter(belief -> belief.cause().startsWith(PROVED));
    if (!incident.isOpen() || proved.isEmpty()) {
      return;
    }
    var words = proved.get().supporting().getFirst();
    boolean free =
        incident
            .asked()
            .filter(a -> a.question().contains(words) || !a.offers(Answer.RETRY))
            .isEmpty();
    if (free && !wasTold(id, words)) {
      var about = proved.get().blamed();
      workspace
          .incidents()
          .resume(id)
          .append(
              new IncidentEvent.Asked(
                  clock.instant(),
                  incident
                      .asked()
                      .flatMap(IncidentEvent.Asked::to)
                      .or(() -> OwnersAndBeliefs.ownerOf(workspace, about)),
                  incident.asked().map(IncidentEvent.Asked::about).orElse(about),
                  incident.asked().map(a -> a.question() + " ").orElse("") + words,
                  incident
                      .asked()
                      .map(IncidentEvent.Asked::options)
                      .orElse(Answer.words(Answer.RETRY, Answer.DISMISS))));
    }
  }

  /** Who has answered that is not asked it once more. */
  private boolean wasTold(IncidentId id, String words) {
    return workspace.incidents().events(id).stream()
        .anyMatch(e -> e instanceof IncidentEvent.Asked a && a.question().contains(words));
  }

  /** The newest whose suspect is on main still. */
  private Optional<Belief> newest(IncidentId about) {
    return IncidentEvent.only(IncidentEvent.Believed.class, workspace.incidents().events(about))
        .map(IncidentEvent.Believed::belief)
        .filter(belief -> suspect(belief).filter(this::isOnMain).isPresent())
        .reduce((_, last) -> last);
  }

  private static Optional<IncidentId> suspect(Belief belief) {
    var cause = belief.cause();
    int from =
        cause.startsWith(PERHAPS)
            ? PERHAPS.length()
            : cause.startsWith(PROVED) ? PROVED.length() : cause.length();
    return IncidentId.parse(cause.substring(from));
  }

  private boolean isOnMain(IncidentId suspect) {
    return workspace
        .incidents()
        .state(suspect)
        .filter(s -> !s.published().isEmpty() && s.undone().isEmpty())
        .isPresent();
  }
}
