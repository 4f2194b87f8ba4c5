package dev.prunella.pipeline;

import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Runs' events in a lake's own journal; each body is the number of an event kept in memory. */
final class StoredRunJournal implements RunJournal {
  private final Lake lake;
  private final Map<String, RunEvent> bodies;
  final List<RunId> read = new CopyOnWriteArrayList<>();

  /**
   * @param bodies shared by all journals of one lake, as the database's text would be
   */
  StoredRunJournal(Lake lake, Map<String, RunEvent> bodies) {
    this.lake = lake;
    this.bodies = bodies;
  }

  static Map<String, RunEvent> bodies() {
    return new ConcurrentHashMap<>();
  }

  private RunEvent event(String body) {
    return Optional.ofNullable(bodies.get(body)).orElseThrow();
  }

  private Append entry(String stream, long position, RunEvent event) {
    var body = Integer.toString(bodies.size()) + "-" + stream + "-" + position;
    bodies.put(body, event);
    return new Append(stream, position, event.getClass().getSimpleName(), body);
  }

  @Override
  public Writer open(RunEvent.Opened opened) {
    long position = lake.store().length("runs");
    var run = new RunId(position + 1);
    keep(List.of(entry("runs", position, opened), entry(run.toString(), 0, opened)));
    return writer(run);
  }

  @Override
  public Optional<Writer> openIf(RunEvent.Opened opened, Function<RunId, Append> claim) {
    long position = lake.store().length("runs");
    var run = new RunId(position + 1);
    var appends =
        List.of(
            entry("runs", position, opened), entry(run.toString(), 0, opened), claim.apply(run));
    return lake.append("tester", appends) instanceof Appended.Written
        ? Optional.of(writer(run))
        : Optional.empty();
  }

  @Override
  public Optional<RunEvent> newestOf(RunId run) {
    return lake.store().newest(run.toString(), 1).stream().map(e -> event(e.body())).findFirst();
  }

  @Override
  public Optional<RunEvent.Opened> opened(RunId run) {
    return events(run).stream().findFirst().map(e -> (RunEvent.Opened) e);
  }

  @Override
  public Writer resume(RunId run) {
    return writer(run);
  }

  private void keep(List<Append> appends) {
    if (!(lake.append("tester", appends) instanceof Appended.Written)) {
      throw new LakeException(Problem.CONFLICT, "the journal is not where it was");
    }
  }

  private Writer writer(RunId run) {
    return new Writer() {
      private long next = lake.store().length(run.toString());

      @Override
      public RunId run() {
        return run;
      }

      @Override
      public void append(List<RunEvent> events) {
        var appends = new ArrayList<Append>();
        for (var event : events) {
          var position = next + appends.size();
          appends.add(StoredRunJournal.this.entry(run.toString(), position, event));
        }
        keep(appends);
        next += events.size();
      }

      @Override
      public Append entry(RunEvent event) {
        return StoredRunJournal.this.entry(run.toString(), next, event);
      }

      @Override
      public void kept() {
        next++;
      }
    };
  }

  @Override
  public List<RunEvent> events(RunId run) {
    read.add(run);
    return lake.store().journal(run.toString(), 0, 10_000).stream()
        .map(e -> event(e.body()))
        .toList();
  }

  @Override
  public List<Opened> newest(int limit) {
    return lake.store().newest("runs", limit).stream()
        .map(e -> new Opened(new RunId(e.position() + 1), (RunEvent.Opened) event(e.body())))
        .toList();
  }
}
