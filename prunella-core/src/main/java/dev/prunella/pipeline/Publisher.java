package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.refs.Advance;
import dev.prunella.refs.Append;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Reads;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Brings a run's tables onto main: all of them in one compare-and-set, together with the run's
 * journal entry, or none.
 */
final class Publisher {
  /** Others may publish other tables again and again while we look. */
  private static final int MOST_TRIES = 100;

  private final Lake lake;
  private final Clock clock;
  private final JointJudge joint;

  Publisher(Lake lake, Judge judge, Clock clock) {
    this.lake = lake;
    this.clock = clock;
    this.joint = new JointJudge(lake, judge, clock);
  }

  /**
   * Who says that it may be published.
   *
   * @param also entries of other journals, which land with the publication or not at all
   */
  record Vouched(Publication.Attested as, Function<CommitId, List<Append>> also) {
    /** Its steps succeeded and passed what they are judged by. */
    static final Vouched BY_ITS_STEPS =
        new Vouched(Publication.Attested.RUN_SUCCEEDED, _ -> List.of());
  }

  /** What became of it. */
  sealed interface Result {
    /** These are the tables that changed on main. */
    record Published(List<TableName> tables) implements Result {}

    /** Main had all of it. */
    record Unchanged() implements Result {}

    /** These do not pass beside what main has; nothing was published. */
    record Refused(List<RunEvent.StepJudged> held) implements Result {
      public Refused {
        held = List.copyOf(held);
      }
    }

    /** Main has changed in what the results rest on; nothing was published. */
    record Overtaken(CommitId main, List<TableName> changed) implements Result {}
  }

  /**
   * @param base the commit of main from which the results were computed
   * @param results of the steps that are published; with each, all that it was computed from
   * @param whole whether no step has failed; code of which nothing came is not published alone
   */
  Result publish(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      Commit base,
      Map<TableName, Fate.Ready> results,
      boolean whole,
      Vouched vouched) {
    var written = written(results);
    var rests = restsOn(results);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var main = lake.head(Ref.MAIN);
      var changed = changed(base, main, rests);
      if (!changed.isEmpty()) {
        return new Result.Overtaken(main.id(), changed);
      }
      if (written.isEmpty() && (!whole || sameCode(request, main))) {
        return new Result.Unchanged();
      }
      var offered = offer(request, log, cancellation, base, main, written, rests, vouched);
      if (offered.isPresent()) {
        return offered.get();
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "main has moved " + MOST_TRIES + " times while it was published to");
  }

  private static boolean sameCode(RunRequest request, Commit main) {
    return request.code().tree().isEmpty() || request.code().tree().equals(main.code());
  }

  private static SortedMap<TableName, Entry> written(Map<TableName, Fate.Ready> results) {
    var written = new TreeMap<TableName, Entry>();
    results.forEach(
        (table, ready) -> {
          if (ready.changesMain()) {
            written.put(table, ready.entry());
          }
        });
    return written;
  }

  private static Set<EntryKey> restsOn(Map<TableName, Fate.Ready> results) {
    var keys = new HashSet<EntryKey>();
    results.forEach(
        (table, ready) -> {
          keys.add(table.key());
          ready.inputs().keySet().forEach(input -> keys.add(input.key()));
        });
    return keys;
  }

  private List<TableName> changed(Commit base, Commit main, Set<EntryKey> rests) {
    var changed = new TreeSet<TableName>();
    if (!base.id().equals(main.id())) {
      lake.diff(
          base,
          main,
          difference -> {
            if (rests.contains(difference.key())) {
              changed.add(TableName.of(difference.key()));
            }
          });
    }
    return List.copyOf(changed);
  }

  /** Empty when main has moved meanwhile. */
  private Optional<Result> offer(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      Commit base,
      Commit main,
      SortedMap<TableName, Entry> written,
      Set<EntryKey> rests,
      Vouched vouched) {
    var changes = new LinkedHashMap<EntryKey, Optional<Entry>>();
    written.forEach(
        (table, entry) -> {
          Namespaces.missing(lake, main, table).forEach(c -> changes.put(c.key(), c.next()));
          changes.put(table.key(), Optional.of(entry));
        });
    var message = request.message(log.run());
    var info = new CommitInfo(request.by(), message, request.code().tree());
    var name = RunBranches.candidateOf(log.branches().getLast());
    var candidate = lake.candidate(name, main, changes, info);
    try {
      var judged = joint.ask(request, log, cancellation, main, candidate, written);
      judged.forEach(log::happened);
      var held = judged.stream().filter(RunEvent.StepJudged::holds).toList();
      if (!held.isEmpty()) {
        return Optional.of(new Result.Refused(held));
      }
      var tables = List.copyOf(written.keySet());
      var event = new RunEvent.Published(clock.instant(), candidate.id(), tables);
      return advance(log, base, main, candidate, rests, event, message, request.by(), vouched)
          ? Optional.of(new Result.Published(tables))
          : Optional.empty();
    } finally {
      lake.delete(name, request.by());
    }
  }

  /** Whether main now holds the candidate; not when main has moved meanwhile. */
  private boolean advance(
      RunLog log,
      Commit base,
      Commit main,
      Commit candidate,
      Set<EntryKey> rests,
      RunEvent.Published event,
      String why,
      String by,
      Vouched vouched) {
    var entries = new ArrayList<Append>();
    entries.add(log.entry(event));
    entries.addAll(vouched.also().apply(candidate.id()));
    // An unknown fate is settled by offering the same again: it cannot land twice.
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var answer =
          lake.advance(
              Ref.MAIN,
              main.id(),
              candidate.id(),
              Optional.of(new Reads(base.id(), rests)),
              vouched.as(),
              by,
              why,
              entries);
      switch (answer) {
        case Advance.Published _ -> {
          log.kept(event);
          return true;
        }
        case Advance.Conflict _ -> {
          if (lake.isAncestor(candidate.id(), lake.head(Ref.MAIN).id())) {
            log.kept(event);
            return true;
          }
          return false;
        }
        case Advance.Overtaken _ ->
            throw new LakeException(
                Problem.CONFLICT,
                log.run() + " is being worked on by another process; this one leaves it alone");
        case Advance.Unknown _ -> {}
      }
    }
    throw new LakeException(
        Problem.UNKNOWN_FATE,
        "it is not known whether " + candidate.id() + " of " + log.run() + " was published");
  }
}
