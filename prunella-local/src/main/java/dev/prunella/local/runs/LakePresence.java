package dev.prunella.local.runs;

import dev.prunella.pipeline.Presence;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.RefStore.Lease;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who works on which run, as leases in the lake's database say. A lease names its process, so that
 * on the same machine a killed one is known at once; on others it is when its lease expires.
 * Thread-safe; closing it ends the renewal.
 */
public final class LakePresence implements Presence, AutoCloseable {
  /** How long a process that does not renew its lease still counts as at work. */
  public static final Duration LIFETIME = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(LakePresence.class);
  private static final String PREFIX = "run/";
  private static final Pattern HOLDER =
      Pattern.compile("process (?<pid>\\d{1,18}) since (?<since>\\S+) on (?<host>\\S+): .*");

  /** Two looks at the same process may differ so much in when it began. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  private final RefStore store;
  private final Clock clock;
  private final String process = describe(ProcessHandle.current());
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("prunella-presence").unstarted(task));

  public LakePresence(RefStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Working work(RunId run) {
    var id = prefix(run) + UUID.randomUUID();
    var since = clock.instant();
    var holder = process + ": " + run;
    store.keepLease(new Lease(id, holder, since, since.plus(LIFETIME)));
    long period = LIFETIME.dividedBy(4).toMillis();
    var beat =
        beats.scheduleWithFixedDelay(
            () -> renew(id, holder, since), period, period, TimeUnit.MILLISECONDS);
    return () -> {
      beat.cancel(false);
      store.dropLease(id);
    };
  }

  private void renew(String id, String holder, Instant since) {
    try {
      store.keepLease(new Lease(id, holder, since, clock.instant().plus(LIFETIME)));
    } catch (RuntimeException e) {
      // The next beat tries again; until then the run may look as if it had been killed.
      LOG.warn("'{}' could not be renewed: {}", holder, e.getMessage());
    }
  }

  @Override
  public boolean atWork(RunId run) {
    return worker(run).isPresent();
  }

  /** The process that works on a run, in words. */
  public Optional<String> worker(RunId run) {
    var now = clock.instant();
    return store.leases().stream()
        .filter(l -> l.id().startsWith(prefix(run)) && !l.expires().isBefore(now))
        .map(Lease::holder)
        .filter(LakePresence::mayLive)
        .map(holder -> holder.replaceFirst(" since \\S+", "").replaceFirst(": run-\\d+$", ""))
        .findFirst();
  }

  private static String prefix(RunId run) {
    return PREFIX + run.number() + "/";
  }

  private static String describe(ProcessHandle process) {
    return "process %d since %s on %s"
        .formatted(
            process.pid(),
            process
                .info()
                .startInstant()
                .map(at -> at.truncatedTo(ChronoUnit.MILLIS).toString())
                .orElse("?"),
            host());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("\\s", "-");
    } catch (UnknownHostException e) {
      return "an-unnamed-machine";
    }
  }

  /**
   * Not when it was a process of this machine and is gone; a number is given again, a start not.
   */
  private static boolean mayLive(String holder) {
    var words = HOLDER.matcher(holder);
    if (!words.matches() || !words.group("host").equals(host())) {
      return true;
    }
    var there = ProcessHandle.of(Long.parseLong(words.group("pid")));
    if (there.isEmpty()) {
      return false;
    }
    var began = there.get().info().startInstant();
    return began.isEmpty()
        || words.group("since").equals("?")
        || Duration.between(began.get(), Instant.parse(words.group("since")))
                .abs()
                .compareTo(SAME_START)
            <= 0;
  }

  @Override
  public void close() {
    beats.shutdownNow();
  }
}
