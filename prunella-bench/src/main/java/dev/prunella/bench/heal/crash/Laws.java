package dev.prunella.bench.heal.crash;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.local.LocalLake;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The laws that hold however often a process dies: main moves by publications alone; each holds all
 * that it says, at once; none is made twice; an incident is closed once. For one thread.
 */
final class Laws {
  /** More than any play makes, its history included. */
  private static final int MOST = 2_000;

  private final LocalLake lake;
  private final CommitId base;
  private final LakeRunJournal runs;
  private final LakeIncidents incidents;
  private final List<String> broken = new ArrayList<>();

  /**
   * Laws of a lake.
   *
   * @param base main's head from which on they are looked at
   */
  Laws(LocalLake lake, CommitId base) {
    this.lake = lake;
    this.base = base;
    this.runs = new LakeRunJournal(lake.lake(), text -> text);
    this.incidents = new LakeIncidents(lake.lake(), text -> text);
  }

  /** Those that are broken, in words; to be called once. */
  List<String> broken() {
    var since = mainMovesByPublicationsAlone();
    var made = eachPublicationIsOfOneRun(since);
    made.forEach(this::isWhole);
    incidents.newest(MOST).forEach(this::isClosedOnce);
    noIncidentStandsBesideAnother();
    return List.copyOf(broken);
  }

  /** From the first to main's head, each begins where the one before has ended. */
  private List<Publication> mainMovesByPublicationsAlone() {
    var since = new ArrayList<Publication>();
    for (var publication : lake.lake().store().publications(MOST)) {
      if (publication.isOfMain()) {
        if (publication.to().equals(base)) {
          break;
        }
        since.addFirst(publication);
      }
    }
    var at = base;
    for (var publication : since) {
      if (!publication.from().equals(at)) {
        broken.add(publication.to().brief() + " was not published upon " + at.brief());
      }
      at = publication.to();
    }
    var head = lake.lake().head(Ref.MAIN).id();
    if (!head.equals(at)) {
      broken.add("main is at " + head.brief() + ", and was published to " + at.brief() + " last");
    }
    return since;
  }

  /** What a run has put on main at once. */
  private record Made(RunId run, RunEvent.Published event, Map<TableName, Entry> entries) {}

  private List<Made> eachPublicationIsOfOneRun(List<Publication> since) {
    var made = new ArrayList<Made>();
    var by = new HashMap<CommitId, RunId>();
    for (var opened : runs.newest(MOST)) {
      var entries = new LinkedHashMap<TableName, Entry>();
      for (var event : runs.events(opened.run())) {
        if (event instanceof RunEvent.StepDone done) {
          entries.put(done.table(), done.after());
        } else if (event instanceof RunEvent.Published published
            && since.stream().anyMatch(p -> p.to().equals(published.commit()))) {
          made.add(new Made(opened.run(), published, Map.copyOf(entries)));
          var other = by.put(published.commit(), opened.run());
          if (other != null) {
            broken.add(
                "%s and %s both say that they published %s"
                    .formatted(other, opened.run(), published.commit().brief()));
          }
        }
      }
    }
    for (var publication : since) {
      if (publication.attested() == Publication.Attested.RUN_SUCCEEDED
          && !by.containsKey(publication.to())) {
        broken.add("no run knows of its publication " + publication.to().brief());
      }
    }
    return made;
  }

  private void isWhole(Made made) {
    var commit = lake.lake().commit(made.event().commit());
    for (var table : made.event().tables()) {
      var there = lake.lake().entry(commit, table.key());
      var wanted = Optional.ofNullable(made.entries().get(table));
      if (there.isEmpty() || (wanted.isPresent() && !there.equals(wanted))) {
        broken.add(
            "%s of %s is not what the run has made, in %s"
                .formatted(table, made.run(), commit.id().brief()));
      }
    }
  }

  private void isClosedOnce(IncidentId id) {
    var published = new HashSet<CommitId>();
    boolean closed = false;
    for (var event : incidents.events(id)) {
      if (closed && !mayFollowAClosing(event)) {
        broken.add(id + " was closed, and then " + event.getClass().getSimpleName());
      }
      switch (event) {
        case IncidentEvent.Closed _ -> closed = true;
        case IncidentEvent.Undone undone when undone.byWatch() -> closed = false;
        case IncidentEvent.Published one when !published.add(one.commit()) ->
            broken.add(id + " has published " + one.commit().brief() + " twice");
        default -> {}
      }
    }
  }

  /** What was published is watched, and may be taken back. */
  private static boolean mayFollowAClosing(IncidentEvent event) {
    return event instanceof IncidentEvent.Undone || event instanceof IncidentEvent.Watched;
  }

  private void noIncidentStandsBesideAnother() {
    var open = new HashMap<String, IncidentId>();
    for (var incident : incidents.states(MOST)) {
      var opened = incident.opened();
      if (incident.isOpen() && opened.interval().isPresent()) {
        var other = open.put(opened.pipeline() + " of " + opened.label(), incident.id());
        if (other != null) {
          broken.add(other + " and " + incident.id() + " are of the same interval, and both open");
        }
      }
    }
  }
}
