package dev.prunella.app.cli;

import dev.prunella.app.view.AuditJson;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.AuditLog;
import org.jspecify.annotations.Nullable;

/** The audit chain as the commands show it. */
final class AuditViews {
  private AuditViews() {}

  /**
   * JSON: an entry with what it has the hash of.
   *
   * @param canonical the text whose SHA-256 is the entry's hash
   * @param record the text whose SHA-256 is its payload; left out if it is gone
   */
  record Exported(AuditJson.Entry entry, String canonical, @Nullable String record) {
    static Exported of(AuditLog.Audited audited) {
      return new Exported(
          AuditJson.Entry.of(audited.entry()),
          audited.entry().canonical(),
          audited.record().map(AuditLog.Recorded::text).orElse(null));
    }
  }

  record Head(long number, String hash) {
    static Head of(AuditHead head) {
      return new Head(head.number(), head.hash().hex());
    }
  }
}
