package dev.prunella.local.runs;

import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The journal of runs in the lake's database. The stream {@code runs} has one entry for each run,
 * whose place gives the run its number; a run's own events are in a stream of its own.
 */
public final class LakeRunJournal implements RunJournal {
  private static final String RUNS = "runs";
  private static final String STREAM = "run/";

  /** Others may open runs at the same time; each try that fails is one that they won. */
  private static final int MOST_TRIES = 1_000;

  private final Lake lake;
  private final EventWriter events;
  private final RecentRuns recent;

  /**
   * @param redacted masks secrets in text that comes from outside
   */
  public LakeRunJournal(Lake lake, UnaryOperator<String> redacted) {
    this.lake = lake;
    this.events = new EventWriter(redacted);
    this.recent = new RecentRuns(lake.store(), RUNS, LakeRunJournal::opened);
  }

  @Override
  public Writer open(RunEvent.Opened opened) {
    return open(opened, Optional.empty())
        .orElseThrow(() -> new IllegalStateException("a run without a claim is always opened"));
  }

  @Override
  public Optional<Writer> openIf(RunEvent.Opened opened, Function<RunId, Append> claim) {
    return open(opened, Optional.of(claim));
  }

  private Optional<Writer> open(RunEvent.Opened opened, Optional<Function<RunId, Append>> claim) {
    var body = events.write(opened);
    var kind = EventKind.OPENED.text();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      long position = lake.store().length(RUNS);
      var run = new RunId(position + 1);
      var appends = new ArrayList<Append>();
      appends.add(new Append(RUNS, position, kind, body));
      appends.add(new Append(stream(run), 0, kind, body));
      claim.map(c -> c.apply(run)).ifPresent(appends::add);
      switch (lake.append(opened.by(), appends)) {
        case Appended.Written _ -> {
          return Optional.of(new LakeWriter(run, opened.by(), 1));
        }
        case Appended.Overtaken(var streams) -> {
          if (claim.isPresent() && streams.contains(appends.getLast().stream())) {
            return Optional.empty();
          }
        }
        case Appended.Unknown(var reason) -> {
          if (landed(RUNS, position, body)) {
            return Optional.of(new LakeWriter(run, opened.by(), 1));
          }
          throw unknown(run.toString(), reason);
        }
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "others have opened " + MOST_TRIES + " runs while this one was to be");
  }

  @Override
  public Writer resume(RunId run) {
    return new LakeWriter(run, by(run), lake.store().length(stream(run)));
  }

  private String by(RunId run) {
    return lake.store().journal(stream(run), 0, 1).stream()
        .map(JournalEntry::by)
        .findFirst()
        .orElseThrow(
            () -> new LakeException(Problem.BAD_REQUEST, "there is no " + run + " in this lake"));
  }

  @Override
  public List<RunEvent> events(RunId run) {
    return lake.store().journal(stream(run)).stream().map(EventReader::read).toList();
  }

  @Override
  public Optional<RunEvent> newestOf(RunId run) {
    return lake.store().newest(stream(run), 1).stream().map(EventReader::read).findFirst();
  }

  @Override
  public Optional<RunEvent.Opened> opened(RunId run) {
    return lake.store().journal(stream(run), 0, 1).stream()
        .map(entry -> (RunEvent.Opened) EventReader.read(entry))
        .findFirst();
  }

  @Override
  public List<Opened> newest(int limit) {
    return recent.newest(limit);
  }

  private static Opened opened(JournalEntry entry) {
    return new Opened(new RunId(entry.position() + 1), (RunEvent.Opened) EventReader.read(entry));
  }

  private static String stream(RunId run) {
    return STREAM + run.number();
  }

  /** The run of whose publication an entry tells. */
  public static Optional<RunId> runOf(Append entry) {
    return entry.kind().equals(EventKind.PUBLISHED.text())
            && entry.stream().matches(STREAM + "[1-9]\\d{0,17}")
        ? Optional.of(new RunId(Long.parseLong(entry.stream().substring(STREAM.length()))))
        : Optional.empty();
  }

  private boolean landed(String stream, long position, String body) {
    return lake.store().journal(stream, position, 1).stream()
        .anyMatch(entry -> entry.body().equals(body));
  }

  private static LakeException unknown(String what, String reason) {
    return new LakeException(
        Problem.UNKNOWN_FATE, "it is not known whether " + what + " was kept: " + reason);
  }

  /** Writes one run's events, each at the place where it expects to be next. */
  private final class LakeWriter implements Writer {
    private final RunId run;
    private final String by;
    private long next;

    LakeWriter(RunId run, String by, long next) {
      this.run = run;
      this.by = by;
      this.next = next;
    }

    @Override
    public RunId run() {
      return run;
    }

    @Override
    public synchronized void append(List<RunEvent> added) {
      var appends = new ArrayList<Append>();
      for (var event : added) {
        appends.add(append(event, next + appends.size()));
      }
      switch (lake.append(by, appends)) {
        case Appended.Written _ -> next += appends.size();
        case Appended.Overtaken _ -> throw overtaken();
        case Appended.Unknown(var reason) -> {
          var last = appends.getLast();
          if (!landed(last.stream(), last.position(), last.body())) {
            throw unknown("what happened in " + run, reason);
          }
          next += appends.size();
        }
      }
    }

    private Append append(RunEvent event, long position) {
      return new Append(stream(run), position, EventKind.of(event).text(), events.write(event));
    }

    private LakeException overtaken() {
      return new LakeException(
          Problem.CONFLICT,
          run + " is being worked on by another process; this one leaves it alone");
    }

    @Override
    public synchronized Append entry(RunEvent event) {
      return append(event, next);
    }

    @Override
    public synchronized void kept() {
      next++;
    }
  }
}
