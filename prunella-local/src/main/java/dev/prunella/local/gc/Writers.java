package dev.prunella.local.gc;

import dev.prunella.refs.RefStore.Lease;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Who is writing, as the leases say.
 *
 * @param atWork those that still count
 * @param expired those of writers that died without giving them back
 */
record Writers(List<Lease> atWork, List<Lease> expired) {

  static Writers of(List<Lease> leases, Instant now, GcOptions options) {
    var counting = now.minus(options.clockSlack());
    var writers = leases.stream().filter(l -> !l.id().startsWith(Turn.PREFIX)).toList();
    return new Writers(
        writers.stream().filter(l -> !l.expires().isBefore(counting)).toList(),
        writers.stream().filter(l -> l.expires().isBefore(counting)).toList());
  }

  /** Files that are not older than this may belong to a writer at work. */
  Instant mayStillWriteSince(Instant now, GcOptions options) {
    var foreign = now.minus(options.foreignGrace());
    var slack = options.clockSlack();
    var own = atWork.stream().map(Lease::since).min(Comparator.naturalOrder()).orElse(now);
    return own.minus(slack).isBefore(foreign) ? own.minus(slack) : foreign;
  }
}
