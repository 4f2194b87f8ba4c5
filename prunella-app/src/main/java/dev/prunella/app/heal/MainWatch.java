package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Cures;
import dev.prunella.heal.Decider;
import dev.prunella.heal.Reach;
import dev.prunella.incident.Answer;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.Advance;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Reads;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Watches main for what people do to tables that pipelines make: a table that was dropped, or whose
 * rows were deleted or edited by hand, is put back as the last run left it, and everything that
 * others have published since stays. What a person took back by a rollback was meant, or went on
 * changing after a first change by hand; then the owner is asked.
 *
 * <p>An incident of this sort belongs to no pipeline: its pipeline's name is empty.
 */
final class MainWatch {
  private static final String BY = PolicyInForce.HEALER;
  private static final double CONFIDENCE = 0.9;
  private static final int MOST_TRIES = 20;
  private static final String CHANGED_AGAIN = "it was changed again meanwhile";

  /** So many incidents tell whether somebody does it once more. */
  private static final int MOST_KNOWN = 500;

  /** What it does, told beforehand. */
  static final Cures.Sort SORT =
      new Cures.Sort(
          "put main's table back as the last run left it",
          Set.of(RemedyFamily.ROLLBACK_OR_TIME_TRAVEL));

  /** When it does that, whatever the table. */
  static final Reach REACH =
      Reach.within("a person drops it, or deletes or edits its rows by hand");

  private final Workspace workspace;
  private final Decider decider;
  private final Clock clock;
  private final DamagesByHand damages;

  MainWatch(Workspace workspace, Decider decider, Clock clock) {
    this.workspace = workspace;
    this.decider = decider;
    this.clock = clock;
    this.damages = new DamagesByHand(workspace);
  }

  /**
   * Goes on where a process died at it, for what runs build on damage cannot be put back any more;
   * then opens an incident for each damage that has none yet, and does what may be done.
   */
  void look(List<IncidentState> known) {
    for (var incident : known) {
      if (incident.isByHand() && incident.isOpen()) {
        if (incident.asked().isEmpty()) {
          answered(incident);
        } else if (workspace.handEdits().of(incident).isEmpty()) {
          // The answer would be about what is not there any more.
          close(incident.id(), End.PASSED, CHANGED_AGAIN);
        }
      }
    }
    damages.unnoticed(known).forEach(damage -> open(damage, isRepeated(damage, known)));
  }

  /**
   * What is on main by hand, lacks rows that runs had published, and nobody has said yet whether
   * that is to stay: the tables, each with words about it. Of a table that is gone all intervals
   * are due again, so that it lacks nothing once they are run. Changes nothing.
   */
  Map<TableName, String> lacking() {
    if (!damages.mayBe()) {
      return Map.of();
    }
    var known = workspace.incidents().states(MOST_KNOWN);
    var lacking = new TreeMap<TableName, String>();
    for (var damage : damages.unnoticed(known)) {
      tell(damage, "", lacking);
    }
    for (var incident : known) {
      if (incident.isOpen() && incident.isByHand() && incident.asked().isPresent()) {
        damages
            .of(incident)
            .ifPresent(damage -> tell(damage, "; " + incident.id() + " asks", lacking));
      }
    }
    var lake = workspace.lake().lake();
    var main = lake.head(Ref.MAIN);
    lacking.keySet().removeIf(table -> lake.entry(main, table.key()).isEmpty());
    return lacking;
  }

  /** Who rolls back says so by name, and is told nothing. */
  private static void tell(DamageByHand damage, String asked, Map<TableName, String> lacking) {
    if (!damage.isRollback()) {
      damage.lacking().forEach(table -> lacking.put(table, damage.words() + asked));
    }
  }

  /** Who does it once more after it was put back has meant it. */
  private static boolean isRepeated(DamageByHand damage, List<IncidentState> known) {
    return known.stream()
        .filter(IncidentState::isByHand)
        .filter(i -> i.closed().filter(c -> c.end() == End.HEALED).isPresent())
        .anyMatch(i -> i.symptoms().stream().anyMatch(s -> damage.good().containsKey(s.table())));
  }

  private void open(DamageByHand damage, boolean repeated) {
    var now = clock.instant();
    var publication = damage.publication();
    var tables = List.copyOf(damage.good().keySet());
    var what = damage.words();
    var writer =
        workspace
            .incidents()
            .open(
                IncidentEvent.Opened.byHand(
                    now,
                    damage.maker(),
                    publication.to(),
                    tables.stream().map(t -> new Symptom(t, Fault.Kind.CONFLICT, what)).toList()));
    var cause = damage.meant() ? "changed on purpose, as it seems" : "damaged by a person";
    writer.append(
        new IncidentEvent.Believed(
            now,
            new Belief(
                FailureClass.DATA,
                cause,
                CONFIDENCE,
                tables.getFirst(),
                List.of(what, damage.maker() + " made what was there before"),
                List.of())));
    decide(writer, damage, repeated, what, cause);
  }

  private void decide(
      IncidentJournal.Writer writer,
      DamageByHand damage,
      boolean repeated,
      String what,
      String cause) {
    var now = clock.instant();
    var publication = damage.publication();
    var tables = List.copyOf(damage.good().keySet());
    var words =
        "put %s back as %s left it"
            .formatted(
                String.join(", ", tables.stream().map(TableName::toString).toList()),
                damage.fromWords());
    var weighed =
        new IncidentEvent.Weighed(
            RemedyFamily.ROLLBACK_OR_TIME_TRAVEL,
            FailureClass.DATA,
            cause,
            tables.getFirst(),
            CONFIDENCE,
            damage.meant() || repeated,
            Optional.empty());
    var decision = decider.decide(weighed);
    var key = "restore " + publication.to().hex();
    if (decision.autonomy() == IncidentEvent.Autonomy.FORBID && isForbidden(writer.id(), key)) {
      // Nothing has changed: to say it again at each look would fill the journal for ever.
      return;
    }
    writer.append(
        new IncidentEvent.Decided(
            now, key, words, decision.autonomy(), decision.rule(), List.of(weighed)));
    switch (decision.autonomy()) {
      case AUTO -> restore(writer.id(), damage, words);
      case PROPOSE ->
          writer.append(
              new IncidentEvent.Asked(
                  now,
                  Optional.of(
                      Owners.ofChange(
                          workspace.codeTrees().nowOrOfMain().project(),
                          tables.getFirst(),
                          publication.by())),
                  tables.getFirst(),
                  what + ". Shall I " + words + "?",
                  Answer.words(Answer.APPROVE, Answer.DENY),
                  Optional.of(key)));
      case FORBID -> {}
    }
  }

  private boolean isForbidden(IncidentId id, String key) {
    return IncidentEvent.last(IncidentEvent.Decided.class, workspace.incidents().events(id))
        .filter(d -> d.key().equals(key) && d.autonomy() == IncidentEvent.Autonomy.FORBID)
        .isPresent();
  }

  /** Does what a person has answered. */
  void answered(IncidentState incident) {
    var answer = incident.answers().isEmpty() ? "" : incident.answers().getLast().option();
    if (!incident.published().isEmpty()) {
      close(incident.id(), End.HEALED, incident.published().getLast().remedy());
    } else if ((answer.isEmpty() || Answer.RETRY.is(answer)) && incident.asked().isEmpty()) {
      goOn(incident);
    } else if (Answer.APPROVE.is(answer)) {
      damages
          .of(incident)
          .ifPresentOrElse(
              damage -> restore(incident.id(), damage, "put back what was there"),
              () -> close(incident.id(), End.PASSED, CHANGED_AGAIN));
    } else if (Answer.DENY.is(answer)) {
      close(incident.id(), End.DISMISSED, "it was meant");
    }
  }

  /**
   * Those for which what a schedule would build on their tables must wait: somebody has taken these
   * back, or away, and nobody has said yet whether that is to stay. What is computed from a table
   * that lacks days is wrong, whoever is right.
   */
  List<IncidentState> inTheWay(List<IncidentState> open) {
    return open.stream()
        .filter(i -> i.isByHand() && i.asked().isPresent())
        .filter(i -> damages.of(i).filter(DamageByHand::takenAway).isPresent())
        .toList();
  }

  /** After a process that died before it had decided, or had done what it had decided. */
  private void goOn(IncidentState incident) {
    damages
        .of(incident)
        .ifPresentOrElse(
            damage ->
                decide(
                    workspace.incidents().resume(incident.id()),
                    damage,
                    isRepeated(damage, workspace.incidents().states(MOST_KNOWN)),
                    "changed by hand in " + damage.publication().to().brief(),
                    "changed by a person"),
            () -> close(incident.id(), End.PASSED, CHANGED_AGAIN));
  }

  private void close(IncidentId id, End end, String sentence) {
    workspace
        .incidents()
        .resume(id)
        .append(new IncidentEvent.Closed(clock.instant(), end, sentence));
  }

  /** Main with the tables as they were, if nobody touches these meanwhile. */
  private void restore(IncidentId id, DamageByHand damage, String words) {
    var lake = workspace.lake().lake();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var main = lake.head(Ref.MAIN);
      boolean untouched =
          damage.good().keySet().stream()
              .allMatch(
                  t ->
                      lake.entry(main, t.key())
                          .equals(lake.entry(lake.commit(damage.publication().to()), t.key())));
      if (!untouched) {
        close(id, End.PASSED, CHANGED_AGAIN);
        return;
      }
      if (offer(id, damage, main, words)) {
        close(id, End.HEALED, words);
        return;
      }
    }
  }

  private boolean offer(IncidentId id, DamageByHand damage, Commit main, String words) {
    var lake = workspace.lake().lake();
    var now = clock.instant();
    var writer = workspace.incidents().resume(id);
    var changes = new LinkedHashMap<EntryKey, Optional<Entry>>();
    damage.good().forEach((table, entry) -> changes.put(table.key(), Optional.of(entry)));
    var branch = "heal/" + id.number() + "/restore";
    lake.store().ref(branch).ifPresent(_ -> lake.delete(branch, BY));
    var info = new CommitInfo(BY, id + ": " + words, main.code());
    var candidate = lake.candidate(branch, main, changes, info);
    try {
      writer.append(
          new IncidentEvent.Tried(
              now,
              "restore " + damage.publication().to().hex(),
              RemedyFamily.ROLLBACK_OR_TIME_TRAVEL,
              words,
              Optional.empty(),
              Verified.VERIFIED,
              List.of(
                  "the tables are those of " + damage.fromWords() + ", to the byte",
                  "every other table stays as it is")));
      var published =
          new IncidentEvent.Published(
              now, words, damage.maker(), candidate.id(), List.copyOf(damage.good().keySet()));
      var answer =
          lake.advance(
              Ref.MAIN,
              main.id(),
              candidate.id(),
              Optional.of(new Reads(main.id(), changes.keySet())),
              Publication.Attested.VERIFIED,
              BY,
              id + ": " + words,
              List.of(writer.entry(published)));
      return answer instanceof Advance.Published
          || lake.isAncestor(candidate.id(), lake.head(Ref.MAIN).id());
    } finally {
      lake.delete(branch, BY);
    }
  }
}
