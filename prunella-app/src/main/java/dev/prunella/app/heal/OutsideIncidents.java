package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.local.outside.OutsideRuns.Kept;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Opens incidents for runs of others that have failed: one for each, however often and in whatever
 * order it is told, and one for a run together with the run that it failed in. Closes them when
 * their job comes through. For one thread at a time; several processes do not get in each other's
 * way.
 */
public final class OutsideIncidents {
  /** Of one job so many are open at once; what fails besides is part of the oldest of them. */
  static final int MOST_OF_A_JOB = 20;

  /** So many of runs elsewhere are open at once; what fails besides opens none, and it is said. */
  static final int MOST_OPEN = 500;

  /** So often something is added to an incident; what comes besides is part of it, unwritten. */
  static final int MOST_JOINED = 50;

  private static final int MOST_CLOSED = 100;
  private static final String FLINK = "flink";
  private static final int MOST_TABLES = 20;

  private final Workspace workspace;
  private final OutsideRuns runs;
  private final OutsideKin kin;
  private final Clock clock;
  private final Consumer<String> say;
  private boolean full;

  /**
   * Those of a project.
   *
   * @param say hears of failures that open no incident
   */
  public OutsideIncidents(
      Workspace workspace, OutsideRuns runs, Clock clock, Consumer<String> say) {
    this.workspace = workspace;
    this.runs = runs;
    this.kin = new OutsideKin(workspace.incidents(), runs);
    this.clock = clock;
    this.say = say;
  }

  /**
   * Does what is due of what was told.
   *
   * @param most runs that are looked at
   * @return how many were
   */
  public int settle(int most) {
    var due = runs.due(most);
    if (due.isEmpty()) {
      return 0;
    }
    Optional<TableOfDataset> tables = Optional.empty();
    for (var kept : due) {
      if (tables.isEmpty() && kept.run().state() == OutsideState.FAIL) {
        tables = Optional.of(TableOfDataset.of(workspace));
      }
      runs.settle(kept, settled(kept, tables));
    }
    return due.size();
  }

  /** What one run cannot be made of must not keep all after it from being looked at. */
  private Optional<IncidentId> settled(Kept kept, Optional<TableOfDataset> tables) {
    try {
      if (kept.run().state() == OutsideState.FAIL) {
        return failed(kept, tables.orElseThrow());
      }
      works(kept.run());
    } catch (IllegalArgumentException e) {
      say.accept(
          "nothing can be made of run %s elsewhere: %s"
              .formatted(kept.run().key().run(), e.getMessage()));
    }
    return Optional.empty();
  }

  /** The run's incident; empty where too many are open, and it is in the list of runs alone. */
  private Optional<IncidentId> failed(Kept kept, TableOfDataset tables) {
    var run = kept.run();
    var symptoms = symptoms(run, tables);
    var known = kept.incident().or(() -> workspace.incidents().claimed(claim(run)));
    var id = known.or(() -> opened(kept, symptoms));
    id.ifPresent(
        incident -> {
          // Whoever opened it may have died before the rest was done.
          more(incident, run, symptoms);
          follow(incident, run, symptoms);
          closeIfLaterCameThrough(incident, run);
        });
    return id;
  }

  private Optional<IncidentId> opened(Kept kept, List<Symptom> symptoms) {
    var run = kept.run();
    var related = kin.of(kept, symptoms).or(() -> restarted(run, symptoms));
    if (related.isPresent()) {
      return Optional.of(join(related.get(), run, symptoms));
    }
    var elsewhere =
        workspace.incidents().open().stream().filter(IncidentState::isElsewhere).toList();
    var ofJob = elsewhere.stream().filter(i -> isOfJob(i, run)).toList();
    if (ofJob.size() >= MOST_OF_A_JOB) {
      return Optional.of(ofJob.getFirst().id());
    }
    boolean wasFull = full;
    full = elsewhere.size() >= MOST_OPEN;
    if (full) {
      if (!wasFull) {
        say.accept(
            "runs elsewhere that fail open no incident now, for %d of theirs are open: close some"
                .formatted(MOST_OPEN));
      }
      return Optional.empty();
    }
    return Optional.of(
        workspace
            .incidents()
            .openOnce(
                claim(run), IncidentEvent.Opened.elsewhere(clock.instant(), run.key(), symptoms)));
  }

  /**
   * The open incident of a streaming job that was started again and fails for the same: that is no
   * second one, however often it is tried.
   */
  private Optional<OutsideKin.Related> restarted(OutsideRun run, List<Symptom> symptoms) {
    return run.nature().streaming()
        ? workspace.incidents().open().stream()
            .filter(IncidentState::isElsewhere)
            .filter(i -> isOfJob(i, run))
            .filter(i -> i.symptoms().stream().anyMatch(s -> symptoms.stream().anyMatch(isLike(s))))
            .findFirst()
            .map(incident -> new OutsideKin.Related(incident, true))
        : Optional.empty();
  }

  private IncidentId join(OutsideKin.Related related, OutsideRun run, List<Symptom> symptoms) {
    var id = related.incident().id();
    return told(workspace.incidents().events(id)) < MOST_JOINED
        ? workspace
            .incidents()
            .joinOnce(
                claim(run),
                id,
                IncidentEvent.Joined.elsewhere(
                    clock.instant(), run.key(), joined(related, symptoms, run)))
        : id;
  }

  private static long told(List<IncidentEvent> events) {
    return IncidentEvent.only(IncidentEvent.Joined.class, events).count();
  }

  private static boolean isOfJob(IncidentState incident, OutsideRun run) {
    return incident.opened().outside().filter(k -> k.isOfJob(run.key())).isPresent();
  }

  /** By which the incident of a run is known in every process, and for good. */
  static String claim(OutsideRun run) {
    var name = run.key().namespace() + "\n" + run.key().run();
    return "outside-" + ObjectId.of(name.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static List<Symptom> symptoms(OutsideRun run, TableOfDataset ours) {
    var message = message(run);
    return tables(run, ours).stream()
        .limit(MOST_TABLES)
        .map(table -> new Symptom(table, Fault.Kind.FAILED, message))
        .toList();
  }

  /** What it says of itself. */
  static String message(OutsideRun run) {
    return run.failure()
        .map(f -> f.stack().isBlank() ? f.message() : f.message() + "\n" + f.stack())
        .orElse(
            run.key().job()
                + " has failed, and its producer gave no message"
                + (run.nature().engine().equals(FLINK)
                    ? "; of a job that somebody has stopped Flink tells the same"
                    : ""));
  }

  /** What it writes, ours first; else what it reads; else it is called by its job. */
  private static Set<TableName> tables(OutsideRun run, TableOfDataset ours) {
    for (var datasets : List.of(run.outputs(), run.inputs())) {
      var found = new LinkedHashSet<TableName>();
      datasets.forEach(d -> ours.find(d).ifPresent(found::add));
      if (!found.isEmpty()) {
        return found;
      }
    }
    var foreign = new LinkedHashSet<TableName>();
    run.outputs().forEach(d -> TableOfDataset.foreign(d).ifPresent(foreign::add));
    return foreign.isEmpty() ? Set.of(ofJob(run.key())) : foreign;
  }

  private static TableName ofJob(OutsideRun.Key key) {
    return TableName.of(key.job());
  }

  /**
   * What is seen now that a run has joined. What failed inside says best what happened; that what
   * is around it failed too adds tables, and no words.
   */
  private static List<Symptom> joined(
      OutsideKin.Related related, List<Symptom> symptoms, OutsideRun run) {
    var before = related.incident().symptoms();
    var first = related.inside() ? before : symptoms;
    var then = related.inside() ? symptoms : before;
    // Two tasks of one name are of one job.
    var nameless =
        Stream.of(run.key(), related.incident().opened().outside().orElseThrow())
            .map(OutsideIncidents::ofJob)
            .toList();
    var all = new ArrayList<>(first);
    then.stream()
        .filter(s -> first.stream().noneMatch(f -> f.table().equals(s.table())))
        .filter(s -> !nameless.contains(s.table()))
        .limit(Math.max(0, MOST_TABLES - first.size()))
        .forEach(all::add);
    return all;
  }

  /** Of a run that is known to have failed, other words or tables were told. */
  private void more(IncidentId id, OutsideRun run, List<Symptom> symptoms) {
    Appending.to(
        workspace.incidents(),
        id,
        events -> {
          var state = IncidentState.of(id, events);
          long told = told(events);
          // Of several runs in one incident, who said most has been heard.
          return state.isOpen()
                  && isOf(state, run)
                  && told < MOST_JOINED
                  && (told == 0 || isAlone(events, run))
                  && !state.symptoms().equals(symptoms)
              ? Optional.of(IncidentEvent.Joined.elsewhere(clock.instant(), run.key(), symptoms))
              : Optional.empty();
        });
  }

  private static boolean isAlone(List<IncidentEvent> events, OutsideRun run) {
    return IncidentEvent.only(IncidentEvent.Joined.class, events)
        .allMatch(j -> j.outside().filter(k -> k.run().equals(run.key().run())).isPresent());
  }

  /** An older open incident of another run of that job, which failed for the same. */
  private Optional<IncidentId> leader(IncidentId id, OutsideRun run, List<Symptom> symptoms) {
    return workspace.incidents().open().stream()
        .filter(i -> i.id().number() < id.number())
        .filter(i -> isOfJob(i, run))
        .filter(i -> i.follows().isEmpty())
        .filter(i -> i.symptoms().stream().anyMatch(s -> symptoms.stream().anyMatch(isLike(s))))
        .map(IncidentState::id)
        .findFirst();
  }

  private static Predicate<Symptom> isLike(Symptom one) {
    var signature = Signature.of(one.message());
    return other ->
        other.table().equals(one.table()) && Signature.of(other.message()).equals(signature);
  }

  private void follow(IncidentId id, OutsideRun run, List<Symptom> symptoms) {
    var leader = leader(id, run, symptoms);
    if (leader.isEmpty()) {
      return;
    }
    Appending.to(
        workspace.incidents(),
        id,
        events -> {
          var state = IncidentState.of(id, events);
          boolean asked = events.stream().anyMatch(IncidentEvent.Asked.class::isInstance);
          return state.isOpen() && isOf(state, run) && state.follows().isEmpty() && !asked
              ? Optional.of(
                  new IncidentEvent.Follows(
                      clock.instant(), leader.get(), run.key().job() + " failed there just so"))
              : Optional.empty();
        });
  }

  private static boolean isOf(IncidentState incident, OutsideRun run) {
    return incident.opened().outside().filter(k -> k.run().equals(run.key().run())).isPresent();
  }

  private void closeIfLaterCameThrough(IncidentId id, OutsideRun run) {
    run.ended()
        .flatMap(at -> runs.worksAfter(run.key().namespace(), run.key().job(), at))
        .ifPresent(later -> close(id, later.run()));
  }

  /** Closes what earlier runs of the same job have opened. */
  private void works(OutsideRun run) {
    var at = run.worksSince().orElse(run.began());
    var ids = new LinkedHashSet<IncidentId>();
    runs.failedBefore(run.key().namespace(), run.key().job(), at, MOST_CLOSED)
        .forEach(kept -> kept.incident().ifPresent(ids::add));
    ids.forEach(id -> close(id, run));
  }

  private void close(IncidentId id, OutsideRun later) {
    Appending.to(
        workspace.incidents(),
        id,
        events -> {
          var state = IncidentState.of(id, events);
          return state.isOpen() && state.isElsewhere()
              ? Optional.of(
                  new IncidentEvent.Closed(
                      clock.instant(), IncidentEvent.End.PASSED, sentence(later)))
              : Optional.empty();
        });
  }

  private static String sentence(OutsideRun later) {
    return "a later run of %s %s: %s"
        .formatted(
            later.key().job(),
            switch (later.state()) {
              case RUNNING -> "goes on and has completed a checkpoint";
              case ABORT -> "went on until it was told to end";
              case COMPLETE, OTHER, START, FAIL -> "came through";
            },
            later.key().run());
  }
}
