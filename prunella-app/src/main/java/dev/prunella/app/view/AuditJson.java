package dev.prunella.app.view;

import dev.prunella.refs.AuditEntry;
import java.time.Instant;

/** Entries of the audit chain as programs read them. */
public final class AuditJson {
  private AuditJson() {}

  /** JSON: an entry by the names that its hash is made of. */
  public record Entry(
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
    public static Entry of(AuditEntry e) {
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

  /** For people: what an entry is about. */
  public static String about(AuditEntry entry) {
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
