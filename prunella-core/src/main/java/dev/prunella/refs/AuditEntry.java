package dev.prunella.refs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One link of the lake's audit chain: that something was decided or done, by whom, and the hash of
 * all that is on record about it. Whoever alters, removes or moves an entry or its record breaks
 * the chain from there on.
 *
 * @param number counted from 1 without gaps
 * @param at the writer's time, in whole microseconds
 * @param kind of what happened, in one word
 * @param payload the SHA-256 of the record in UTF-8: a journal entry's body, or for a publication
 *     the canonical JSON of its row
 * @param previous the hash of the entry before; of the first, {@link AuditHead#NONE}'s
 * @param hash the SHA-256 of {@link #canonical}
 */
public record AuditEntry(
    long number,
    Instant at,
    String actor,
    String kind,
    Subject subject,
    ObjectId payload,
    ObjectId previous,
    ObjectId hash) {

  /** Where the record is kept that an entry is about. */
  public enum Source {
    /** An entry of a journal. */
    JOURNAL,
    /** A publication. */
    PUBLICATION,
    /** The chain itself: what was in the lake before its first entry, and is not covered. */
    BEGINNING;

    /** As it is stored and hashed. */
    public String word() {
      return switch (this) {
        case JOURNAL -> "journal";
        case PUBLICATION -> "publication";
        case BEGINNING -> "beginning";
      };
    }

    public static Source of(String word) {
      for (var source : values()) {
        if (source.word().equals(word)) {
          return source;
        }
      }
      throw new IllegalArgumentException("no source of audit entries is called '" + word + "'");
    }
  }

  /**
   * The record that an entry is about.
   *
   * @param name the journal's stream, or the branch that was published to
   * @param position in the journal, or the number of the write that published
   */
  public record Subject(Source source, String name, long position) {
    @Override
    public String toString() {
      return switch (source) {
        case JOURNAL -> "entry " + position + " of the journal " + name;
        case PUBLICATION -> "the publication of write " + position + " to " + name;
        case BEGINNING -> "the beginning of the chain";
      };
    }
  }

  /** The entry that follows a head. */
  static AuditEntry after(
      AuditHead head, Instant at, String actor, String kind, Subject subject, String payload) {
    var hashed = ObjectId.of(payload.getBytes(StandardCharsets.UTF_8));
    long number = head.number() + 1;
    var unsealed =
        new AuditEntry(number, at, actor, kind, subject, hashed, head.hash(), head.hash());
    return new AuditEntry(
        number, at, actor, kind, subject, hashed, head.hash(), unsealed.computedHash());
  }

  /** All of it but its own hash, as JSON by RFC 8785. */
  public String canonical() {
    return new CanonicalJson()
        .put("number", number)
        .put("at", at.toString())
        .put("actor", actor)
        .put("kind", kind)
        .put("source", subject.source().word())
        .put("subject", subject.name())
        .put("position", subject.position())
        .put("payload", payload.hex())
        .put("previous", previous.hex())
        .toString();
  }

  /** What {@link #hash} must be. */
  public ObjectId computedHash() {
    return ObjectId.of(canonical().getBytes(StandardCharsets.UTF_8));
  }

  public AuditHead head() {
    return new AuditHead(number, hash);
  }
}
