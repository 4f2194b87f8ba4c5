package dev.prunella.app.cli;

import dev.prunella.refs.AuditEntry;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.AuditLog;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The audit chain as the commands show it. */
final class AuditViews {
  private AuditViews() {}

  /** JSON: an entry by the names that its hash is made of. */
  record Entry(
      long number,
      Instant at,
      String actor,
      String kind,
      String source,
      String subject,
      long position,
      String payload,
      String previous,
      String hash) {
    static Entry of(AuditEntry e) {
      return new Entry(
          e.number(),
          e.at(),
          e.actor(),
          e.kind(),
          e.subject().source().word(),
          e.subject().name(),
          e.subject().position(),
          e.payload().hex(),
          e.previous().hex(),
          e.hash().hex());
    }
  }

  /**
   * JSON: an entry with what it has the hash of.
   *
   * @param canonical the text whose SHA-256 is the entry's hash
   * @param record the text whose SHA-256 is its payload; left out if it is gone
   */
  record Exported(Entry entry, String canonical, @Nullable String record) {
    static Exported of(AuditLog.Audited audited) {
      return new Exported(
          Entry.of(audited.entry()),
          audited.entry().canonical(),
          audited.record().map(AuditLog.Recorded::text).orElse(null));
    }
  }

  record Head(long number, String hash) {
    static Head of(AuditHead head) {
      return new Head(head.number(), head.hash().hex());
    }
  }

  /** For people: what an entry is about. */
  static String about(AuditEntry entry) {
    var subject = entry.subject();
    return switch (subject.source()) {
      case JOURNAL ->
          subject.name().replaceFirst("(attestation/[0-9a-f]{12})[0-9a-f]+", "$1")
              + " #"
              + subject.position();
      case PUBLICATION -> subject.name();
      case BEGINNING -> "the chain";
    };
  }
}
