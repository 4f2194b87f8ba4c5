package dev.prunella.connect.openlineage;

import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of a process's runs to a file, a server, or both. Make one when the process
 * begins, a listener for each run, and close it at the end. Thread-safe.
 */
public final class Lineage implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final int MOST_WAITING_FOR_FILE = 10_000;

  private final Events events;
  private final RunUuids uuids;
  private final List<Outbox> outboxes = new ArrayList<>();

  private Lineage(
      LineageConfig config,
      LineageFacts facts,
      UnaryOperator<String> redact,
      Consumer<String> say,
      Duration drain) {
    this.events = new Events(config, facts, redact);
    this.uuids = new RunUuids(config.lakeId());
    config
        .file()
        .ifPresent(
            to ->
                outboxes.add(new Outbox(new FileTransport(to), MOST_WAITING_FOR_FILE, drain, say)));
    config
        .server()
        .ifPresent(
            to -> outboxes.add(new Outbox(new HttpTransport(to), to.mostWaiting(), drain, say)));
  }

  /**
   * Begins to deliver.
   *
   * @param redact masks secrets in texts: in messages, SQL and programs
   * @param say hears a sentence when events are lost: once when it begins, once at the end
   */
  public static Lineage open(
      LineageConfig config,
      LineageFacts facts,
      UnaryOperator<String> redact,
      Consumer<String> say) {
    return open(config, facts, redact, say, DRAIN);
  }

  /**
   * The same, with another patience at the end.
   *
   * @param drain how long closing waits for a transport, before and after telling it to end
   */
  static Lineage open(
      LineageConfig config,
      LineageFacts facts,
      UnaryOperator<String> redact,
      Consumer<String> say,
      Duration drain) {
    return new Lineage(config, facts, redact, say, drain);
  }

  /** Listens to one new run of a pipeline. */
  public OpenLineageListener listener(Pipeline pipeline) {
    return new OpenLineageListener(pipeline, Optional.empty(), List.of(), events, uuids, this);
  }

  /** Listens to a run that is resumed, whose opening is not told again. */
  public OpenLineageListener resumed(Pipeline pipeline, RunEvent.Opened opened) {
    return new OpenLineageListener(
        pipeline, opened.interval(), opened.tables(), events, uuids, this);
  }

  /**
   * Tells how tables stand for their readers now, where that is known: after what was done by no
   * run that is listened to.
   */
  public void standings(Collection<TableName> tables, Instant at) {
    var standings = events.standings();
    tables.forEach(table -> offer(() -> events.standing(table, at, standings)));
  }

  /** Never waits and never fails; the event is written once, by the first thread that sends it. */
  void offer(Supplier<String> event) {
    var once = new Once(event);
    outboxes.forEach(outbox -> outbox.offer(once));
  }

  /** How many events did not arrive, over all transports. */
  public long lost() {
    return outboxes.stream().mapToLong(Outbox::lost).sum();
  }

  /** Waits a little for what is not delivered yet, then gives it up. */
  @Override
  public void close() {
    outboxes.forEach(Outbox::end);
    outboxes.forEach(Outbox::close);
  }

  private static final class Once implements Supplier<String> {
    private final Supplier<String> event;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String text;

    Once(Supplier<String> event) {
      this.event = event;
    }

    @Override
    public String get() {
      lock.lock();
      try {
        var written = text;
        if (written == null) {
          written = event.get();
          text = written;
        }
        return written;
      } finally {
        lock.unlock();
      }
    }
  }
}
