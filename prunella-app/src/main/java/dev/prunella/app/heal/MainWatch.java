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
import dev.prunella.local.engine.Written;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.Advance;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.util.SnapshotUtil;

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
  private static final int MOST_PUBLICATIONS = 50;
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

  MainWatch(Workspace workspace, Decider decider, Clock clock) {
    this.workspace = workspace;
    this.decider = decider;
    this.clock = clock;
  }

  /**
   * What a person's publication did to tables that runs had made, with what was done to them by
   * hand right before.
   *
   * @param takenAway whether rows that runs had published, or whole tables, are not there any more
   * @param from the commits of which the good tables are
   */
  private record Damage(
      Publication publication,
      RunId maker,
      boolean meant,
      boolean takenAway,
      Map<TableName, Entry> good,
      List<CommitId> from) {
    String fromWords() {
      return String.join(", ", from.stream().map(CommitId::brief).toList());
    }
  }

  /**
   * How a table was before people changed it, once or several times in a row.
   *
   * @param from the commit that has it so
   * @param hands how many publications have changed it since
   */
  private record Before(Entry good, RunId maker, CommitId from, int hands) {}

  /**
   * Goes on where a process died at it, for what runs build on damage cannot be put back any more;
   * then opens an incident for each damage that has none yet, and does what may be done.
   */
  void look(List<IncidentState> known) {
    for (var incident : known) {
      if (incident.isByHand() && incident.isOpen()) {
        if (incident.asked().isEmpty()) {
          answered(incident);
        } else if (isChangedSince(incident)) {
          // The answer would be about what is not there any more.
          close(incident.id(), End.PASSED, CHANGED_AGAIN);
        }
      }
    }
    unnoticed(known).forEach(damage -> open(damage, isRepeated(damage, known)));
  }

  /** The damage of which there is no incident yet. */
  private List<Damage> unnoticed(List<IncidentState> known) {
    var byHand =
        workspace.lake().lake().store().publications(MOST_PUBLICATIONS).stream()
            .filter(p -> p.attested() == Publication.Attested.BY_HAND_UNVERIFIED)
            .filter(p -> p.branch().equals(Ref.MAIN))
            .filter(p -> known.stream().noneMatch(i -> isAbout(i, p)))
            .toList();
    if (byHand.isEmpty()) {
      return List.of();
    }
    var made = workspace.codeTrees().nowOrOfMain().project().graph().tables();
    return byHand.stream().flatMap(p -> damage(p, made).stream()).toList();
  }

  /**
   * What is on main by hand, lacks rows that runs had published, and nobody has said yet whether
   * that is to stay: the tables, each with words about it. Changes nothing.
   */
  Map<TableName, String> lacking(List<IncidentState> known) {
    var lacking = new TreeMap<TableName, String>();
    for (var damage : unnoticed(known)) {
      // Who rolls back says so by name.
      boolean isRollback =
          isEarlierState(workspace.lake().lake().commit(damage.publication().to()));
      if (damage.takenAway() && !isRollback) {
        damage.good().keySet().forEach(table -> lacking.put(table, what(damage.publication())));
      }
    }
    for (var incident : inTheWay(known.stream().filter(IncidentState::isOpen).toList())) {
      incident
          .symptoms()
          .forEach(s -> lacking.put(s.table(), s.message() + "; " + incident.id() + " asks"));
    }
    return lacking;
  }

  private static String what(Publication publication) {
    return "changed by hand in %s by %s: %s"
        .formatted(publication.to().brief(), publication.by(), publication.why());
  }

  /** Who does it once more after it was put back has meant it. */
  private static boolean isRepeated(Damage damage, List<IncidentState> known) {
    return known.stream()
        .filter(IncidentState::isByHand)
        .filter(i -> i.closed().filter(c -> c.end() == End.HEALED).isPresent())
        .anyMatch(i -> i.symptoms().stream().anyMatch(s -> damage.good().containsKey(s.table())));
  }

  /** Whether an incident is of this damage; or a person undid the incident's remedy by it. */
  private static boolean isAbout(IncidentState incident, Publication publication) {
    boolean undo = incident.undone().filter(u -> u.commit().equals(publication.to())).isPresent();
    return undo || incident.opened().publication().filter(publication.to()::equals).isPresent();
  }

  /** Whether none of its tables is as the person's publication has left it. */
  private boolean isChangedSince(IncidentState incident) {
    var lake = workspace.lake().lake();
    var main = lake.head(Ref.MAIN);
    return incident
        .opened()
        .publication()
        .map(lake::commit)
        .filter(
            after ->
                incident.symptoms().stream()
                    .map(symptom -> symptom.table().key())
                    .noneMatch(key -> lake.entry(main, key).equals(lake.entry(after, key))))
        .isPresent();
  }

  private Optional<Damage> damage(Publication publication, Set<TableName> made) {
    var lake = workspace.lake().lake();
    var before = lake.commit(publication.from());
    var after = lake.commit(publication.to());
    var main = lake.head(Ref.MAIN);
    var good = new TreeMap<TableName, Before>();
    boolean takenBack = isEarlierState(after);
    var meant = new AtomicBoolean(takenBack || after.parents().size() > 1);
    var takenAway = new AtomicBoolean(takenBack);
    lake.diff(
        before,
        after,
        difference -> {
          var key = difference.key();
          var is = lake.entry(after, key);
          if (!made.contains(TableName.of(key)) || !lake.entry(main, key).equals(is)) {
            return;
          }
          before(key, publication)
              .filter(was -> !is.equals(Optional.of(was.good())))
              .ifPresent(
                  was -> {
                    good.put(TableName.of(key), was);
                    if (lacksRows(key, was.good(), is)) {
                      takenAway.set(true);
                    }
                    // Who goes on to change what was changed by hand is at work on it.
                    if (was.hands() > 1 || is.flatMap(i -> maker(key, i)).isPresent()) {
                      meant.set(true);
                    }
                  });
        });
    if (good.isEmpty()) {
      return Optional.empty();
    }
    var entries = new TreeMap<TableName, Entry>();
    good.forEach((table, was) -> entries.put(table, was.good()));
    return Optional.of(
        new Damage(
            publication,
            good.firstEntry().getValue().maker(),
            meant.get(),
            takenAway.get(),
            entries,
            good.values().stream().map(Before::from).distinct().toList()));
  }

  /**
   * How a table was before a publication by hand and those right before it. What an owner has said
   * was meant is how it should be since. Empty if no run had made it, or that is too long ago.
   */
  private Optional<Before> before(EntryKey key, Publication publication) {
    var lake = workspace.lake().lake();
    var until =
        lake.store().publications(MOST_PUBLICATIONS * MOST_TRIES).stream()
            .filter(p -> p.branch().equals(Ref.MAIN))
            .dropWhile(p -> !p.to().equals(publication.to()))
            .limit(MOST_PUBLICATIONS)
            .toList();
    int hands = 0;
    var meant = Optional.<Publication>empty();
    for (var hand : until) {
      var is = lake.entry(lake.commit(hand.to()), key);
      var was = lake.entry(lake.commit(hand.from()), key);
      if (was.equals(is)) {
        continue;
      }
      if (hand.attested() != Publication.Attested.BY_HAND_UNVERIFIED) {
        return Optional.empty();
      }
      if (meant.isEmpty() && hands > 0 && wasMeant(hand)) {
        meant = Optional.of(hand);
      }
      hands += meant.isEmpty() ? 1 : 0;
      var maker = was.flatMap(w -> maker(key, w));
      if (maker.isPresent()) {
        var from = meant.map(Publication::to).orElse(hand.from());
        int since = hands;
        return lake.entry(lake.commit(from), key)
            .map(good -> new Before(good, maker.get(), from, since));
      }
    }
    return Optional.empty();
  }

  /** Whether an owner has said so. */
  private boolean wasMeant(Publication publication) {
    return workspace.incidents().states(MOST_KNOWN).stream()
        .filter(i -> i.closed().filter(c -> c.end() == End.DISMISSED).isPresent())
        .anyMatch(i -> isAbout(i, publication));
  }

  /** Whether rows of an earlier state may be gone; to add some takes none away. */
  private boolean lacksRows(EntryKey key, Entry was, Optional<Entry> is) {
    if (!(was instanceof Entry.Table before) || !(is.orElse(null) instanceof Entry.Table after)) {
      return true;
    }
    var lake = workspace.lake();
    var then = lake.table(key, before).currentSnapshot();
    for (var snapshot : SnapshotUtil.currentAncestors(lake.table(key, after))) {
      if (then != null && snapshot.snapshotId() == then.snapshotId()) {
        return false;
      }
      if (!DataOperations.APPEND.equals(snapshot.operation())) {
        return true;
      }
    }
    return then != null;
  }

  /**
   * A merge was reviewed, and a rollback is what somebody asked for by name: these were meant. A
   * table that was dropped or written over on main may have been a slip.
   */
  private boolean isEarlierState(Commit after) {
    return workspace
        .lake()
        .lake()
        .log(after.id())
        .skip(1)
        .limit(MOST_PUBLICATIONS)
        .anyMatch(earlier -> earlier.root().equals(after.root()));
  }

  /** The run that wrote a table last; empty when something else did. */
  private Optional<RunId> maker(EntryKey key, Entry entry) {
    return entry instanceof Entry.Table table
        ? Written.of(workspace.lake().table(key, table)).run()
        : Optional.empty();
  }

  private void open(Damage damage, boolean repeated) {
    var now = clock.instant();
    var publication = damage.publication();
    var tables = List.copyOf(damage.good().keySet());
    var what = what(publication);
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
      IncidentJournal.Writer writer, Damage damage, boolean repeated, String what, String cause) {
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
      damage(incident)
          .ifPresentOrElse(
              damage -> restore(incident.id(), damage, "put back what was there"),
              () -> close(incident.id(), End.PASSED, CHANGED_AGAIN));
    } else if (Answer.DENY.is(answer)) {
      close(incident.id(), End.DISMISSED, "it was meant");
    }
  }

  /** The damage of an incident, if it is still there. */
  private Optional<Damage> damage(IncidentState incident) {
    var changed = incident.opened().publication();
    return workspace.lake().lake().store().publications(MOST_PUBLICATIONS * MOST_TRIES).stream()
        .filter(p -> changed.filter(p.to()::equals).isPresent())
        .findFirst()
        .flatMap(p -> damage(p, workspace.codeTrees().nowOrOfMain().project().graph().tables()));
  }

  /**
   * Those for which what a schedule would build on their tables must wait: somebody has taken these
   * back, or away, and nobody has said yet whether that is to stay. What is computed from a table
   * that lacks days is wrong, whoever is right.
   */
  List<IncidentState> inTheWay(List<IncidentState> open) {
    return open.stream()
        .filter(i -> i.isByHand() && i.asked().isPresent())
        .filter(i -> damage(i).filter(Damage::takenAway).isPresent())
        .toList();
  }

  /** After a process that died before it had decided, or had done what it had decided. */
  private void goOn(IncidentState incident) {
    damage(incident)
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
  private void restore(IncidentId id, Damage damage, String words) {
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

  private boolean offer(IncidentId id, Damage damage, Commit main, String words) {
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
