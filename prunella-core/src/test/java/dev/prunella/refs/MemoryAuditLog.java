package dev.prunella.refs;

import dev.prunella.refs.RefStore.RefWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The chain of a store in memory: nobody tampers with it, so nothing is ever outside. */
final class MemoryAuditLog implements AuditLog {
  private final List<Audited> links = new ArrayList<>();

  synchronized void add(RefWrite write, long number) {
    if (!AuditChain.tellsOf(write)) {
      return;
    }
    if (links.isEmpty()) {
      var empty = new AuditChain.Beginning(0, 0);
      links.add(recorded(AuditChain.beginning(write, empty), empty.text()));
    }
    var texts = new ArrayList<String>();
    write.publications().forEach(p -> texts.add(AuditChain.text(p)));
    write.entries().forEach(e -> texts.add(e.body()));
    var added = AuditChain.links(head(), write, number);
    for (int i = 0; i < added.size(); i++) {
      links.add(recorded(added.get(i), texts.get(i)));
    }
  }

  private static Audited recorded(AuditEntry entry, String text) {
    return new Audited(
        entry, Optional.of(new Recorded(entry.at(), entry.actor(), entry.kind(), text)));
  }

  @Override
  public synchronized AuditHead head() {
    return links.isEmpty() ? AuditHead.NONE : links.getLast().entry().head();
  }

  @Override
  public synchronized List<Audited> entries(long from, int limit) {
    return links.stream().skip(Math.max(0, from - 1)).limit(limit).toList();
  }

  @Override
  public synchronized OptionalLong firstSince(Instant since) {
    return links.stream()
        .map(Audited::entry)
        .filter(e -> !e.at().isBefore(since))
        .mapToLong(AuditEntry::number)
        .findFirst();
  }

  @Override
  public Outside outside(int limit) {
    return new Outside(0, 0, List.of());
  }
}
