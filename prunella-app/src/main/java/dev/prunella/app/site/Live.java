package dev.prunella.app.site;

import dev.prunella.app.serve.Answer;
import dev.prunella.refs.AuditEntry;
import dev.prunella.refs.AuditLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Tells readers what changes, whichever process changes it. The audit chain has every publication
 * and every entry of every journal, numbered: the number is the event's id, so a reader that comes
 * back is told what it has missed, also by another process than before. What is told is what an
 * entry is about, never what stands in it. Thread-safe.
 */
final class Live implements AutoCloseable {
  private static final Duration LOOKS = Duration.ofMillis(400);
  private static final Duration BEATS = Duration.ofSeconds(15);

  /** Who has missed more is told to look at everything anew. */
  private static final int MOST_AT_ONCE = 500;

  private static final List<AuditLog.Audited> NONE = List.of();

  private final AuditLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private long head;
  private int readers;
  private volatile boolean closed;
  private final AtomicInteger misses = new AtomicInteger();

  Live(AuditLog log) {
    this.log = log;
    this.head = log.head().number();
    this.thread = Thread.ofVirtual().name("prunella-live").start(this::look);
  }

  /** Looks for news as long as anybody wants to hear them. */
  private void look() {
    while (awaitReaders()) {
      try {
        heard(log.head().number());
      } catch (RuntimeException e) {
        // The lake is busy or away for a moment: the next look finds what this one has missed.
        misses.incrementAndGet();
      }
      try {
        Thread.sleep(LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void heard(long newest) {
    lock.lock();
    try {
      if (newest > head) {
        head = newest;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How often the lake could not be looked at. */
  int misses() {
    return misses.get();
  }

  private boolean awaitReaders() {
    lock.lock();
    try {
      while (readers == 0 && !closed) {
        changed.await();
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A stream of news.
   *
   * @param after the id that the reader heard last; empty for one that has just loaded its page
   */
  Answer.Stream stream(OptionalLong after) {
    return Answer.Stream.of(events -> write(after, events));
  }

  private void write(OptionalLong after, Answer.Events events) throws IOException {
    enter();
    try {
      long now = log.head().number();
      heard(now);
      long told = after.orElse(now);
      if (told > now || now - told > MOST_AT_ONCE) {
        // Another lake than before, or too much to tell one by one.
        events.send(String.valueOf(now), "all", "all");
        told = now;
      }
      while (events.open() && !closed) {
        var entries = awaitAfter(told) ? log.entries(told + 1, MOST_AT_ONCE) : NONE;
        if (entries.isEmpty()) {
          events.beat();
        } else {
          told = entries.getLast().entry().number();
          events.send(String.valueOf(told), "change", about(entries));
        }
      }
    } finally {
      leave();
    }
  }

  /** What the entries are about, each once: {@code incident run publication}. */
  private static String about(List<AuditLog.Audited> entries) {
    return entries.stream()
        .map(AuditLog.Audited::entry)
        .map(Live::topic)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private static String topic(AuditEntry entry) {
    return switch (entry.subject().source()) {
      case PUBLICATION -> "publication";
      case JOURNAL -> entry.subject().name().replaceFirst("[/:].*", "").replaceAll("[^\\w-]", "-");
      case BEGINNING -> "lake";
    };
  }

  /** Whether there is something after that; not when it is time for a beat, or for the end. */
  private boolean awaitAfter(long told) {
    lock.lock();
    try {
      long nanos = BEATS.toNanos();
      while (head <= told && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return head > told;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    lock.lock();
    try {
      readers++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      readers--;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
