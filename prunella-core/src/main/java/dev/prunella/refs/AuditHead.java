package dev.prunella.refs;

/**
 * The newest entry of an audit chain. A chain cannot show by itself that its end was cut off; a
 * head that was written down elsewhere can.
 *
 * @param number the newest entry's; 0 while there is none
 */
public record AuditHead(long number, ObjectId hash) {
  /** Of a chain without entries. */
  public static final AuditHead NONE = new AuditHead(0, new ObjectId(0, 0, 0, 0));
}
