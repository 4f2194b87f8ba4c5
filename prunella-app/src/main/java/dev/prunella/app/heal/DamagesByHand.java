package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.engine.Written;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Finds what people have done by hand to tables of main that runs had made, and what these were
 * before.
 */
final class DamagesByHand {
  private static final int MOST_PUBLICATIONS = 50;

  /** An incident's publication is looked for so much further back. */
  private static final int FURTHER = 20;

  /** So many incidents tell what owners have said of earlier ones. */
  private static final int MOST_KNOWN = 500;

  private static final Set<String> KEEPS_ALL =
      Set.of(DataOperations.APPEND, DataOperations.REPLACE);

  private final Workspace workspace;

  DamagesByHand(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * How a table was before people changed it, once or several times in a row.
   *
   * @param from the commit that has it so
   * @param hands how many publications have changed it since
   */
  private record Before(Entry good, RunId maker, CommitId from, int hands) {}

  /** The damage of which there is no incident yet. */
  List<DamageByHand> unnoticed(List<IncidentState> known) {
    var byHand =
        workspace.lake().lake().store().publications(MOST_PUBLICATIONS).stream()
            .filter(p -> p.attested() == Publication.Attested.BY_HAND_UNVERIFIED)
            .filter(Publication::isOfMain)
            .filter(p -> known.stream().noneMatch(i -> isAbout(i, p)))
            .toList();
    if (byHand.isEmpty()) {
      return List.of();
    }
    var made = workspace.codeTrees().nowOrOfMain().project().graph().tables();
    var all = publications();
    return byHand.stream().flatMap(p -> of(p, made, all).stream()).toList();
  }

  /** The damage of an incident, if it is still there. */
  Optional<DamageByHand> of(IncidentState incident) {
    var changed = incident.opened().publication();
    var all = publications();
    return all.stream()
        .filter(p -> changed.filter(p.to()::equals).isPresent())
        .findFirst()
        .flatMap(p -> of(p, workspace.codeTrees().nowOrOfMain().project().graph().tables(), all));
  }

  /** Those of main, the newest first. */
  private List<Publication> publications() {
    return workspace.lake().lake().store().publications(MOST_PUBLICATIONS * FURTHER).stream()
        .filter(Publication::isOfMain)
        .toList();
  }

  private Optional<DamageByHand> of(
      Publication publication, Set<TableName> made, List<Publication> all) {
    var lake = workspace.lake().lake();
    var before = lake.commit(publication.from());
    var after = lake.commit(publication.to());
    var main = lake.head(Ref.MAIN);
    var good = new TreeMap<TableName, Before>();
    boolean takenBack = isEarlierState(after);
    var meant = new AtomicBoolean(takenBack || after.parents().size() > 1);
    var lacking = new TreeSet<TableName>();
    lake.diff(
        before,
        after,
        difference -> {
          var key = difference.key();
          var is = lake.entry(after, key);
          if (!made.contains(TableName.of(key)) || !lake.entry(main, key).equals(is)) {
            return;
          }
          before(key, publication, all)
              .filter(was -> !is.equals(Optional.of(was.good())))
              .ifPresent(
                  was -> {
                    good.put(TableName.of(key), was);
                    if (lacksRows(key, was.good(), is)) {
                      lacking.add(TableName.of(key));
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
        new DamageByHand(
            publication,
            good.firstEntry().getValue().maker(),
            meant.get(),
            takenBack,
            lacking,
            entries,
            good.values().stream().map(Before::from).distinct().toList()));
  }

  /**
   * How a table was before a publication by hand and those right before it. What an owner has said
   * was meant is how it should be since. Empty if no run had made it, or that is too long ago.
   */
  private Optional<Before> before(EntryKey key, Publication publication, List<Publication> all) {
    var lake = workspace.lake().lake();
    var until =
        all.stream()
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

  /**
   * Whether rows of an earlier state may be gone; who adds some, or packs files, takes none away.
   */
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
      if (!KEEPS_ALL.contains(snapshot.operation())) {
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

  /** Whether anything may have been done by hand lately, or is asked about: else all is well. */
  boolean mayBe() {
    return workspace.lake().lake().store().publications(MOST_PUBLICATIONS).stream()
            .anyMatch(p -> p.attested() == Publication.Attested.BY_HAND_UNVERIFIED)
        || workspace.incidents().open().stream().anyMatch(IncidentState::isByHand);
  }

  /** Whether an incident is of this damage; or a person undid the incident's remedy by it. */
  private static boolean isAbout(IncidentState incident, Publication publication) {
    boolean undo = incident.undone().filter(u -> u.commit().equals(publication.to())).isPresent();
    return undo || incident.opened().publication().filter(publication.to()::equals).isPresent();
  }
}
