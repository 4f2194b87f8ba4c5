package dev.prunella.refs;

import dev.prunella.refs.AuditEntry.Source;
import dev.prunella.refs.AuditEntry.Subject;
import dev.prunella.refs.RefStore.RefWrite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a write adds to the audit chain: the same in every store. */
public final class AuditChain {
  /** The kind of the chain's first entry. */
  public static final String BEGAN = "began";

  /** The kind of a publication's entry. */
  public static final String PUBLISHED = "published";

  private static final Pattern BEGINNING =
      Pattern.compile("\\{\"journalEntries\":(\\d{1,18}),\"publications\":(\\d{1,18})}");

  private AuditChain() {}

  /** Whether a write does anything that the chain is to tell of. */
  public static boolean tellsOf(RefWrite write) {
    return !write.appends().isEmpty() || !write.publications().isEmpty();
  }

  /** The first entry of a chain: how much was in the lake before, of which it cannot tell. */
  public static AuditEntry beginning(RefWrite write, Beginning before) {
    return AuditEntry.after(
        AuditHead.NONE,
        whole(write.at()),
        StoredText.of(write.by()),
        BEGAN,
        new Subject(Source.BEGINNING, "", 0),
        before.text());
  }

  /**
   * What was in a lake when its chain began.
   *
   * @param journalEntries that were there, as many as nobody vouches for
   * @param publications likewise
   */
  public record Beginning(long journalEntries, long publications) {
    /** The text whose hash is in the first entry. */
    public String text() {
      return new CanonicalJson()
          .put("journalEntries", journalEntries)
          .put("publications", publications)
          .toString();
    }

    /** Reads what {@link #text} wrote; anything else is taken for a lake that was empty. */
    static Beginning of(String text) {
      var parts = BEGINNING.matcher(text);
      return parts.matches()
          ? new Beginning(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))
          : new Beginning(0, 0);
    }
  }

  /**
   * A write's entries: first its publications, then what it appends.
   *
   * @param number the write's
   */
  public static List<AuditEntry> links(AuditHead head, RefWrite write, long number) {
    var links = new ArrayList<AuditEntry>();
    var last = head;
    for (var publication : write.publications()) {
      var link =
          AuditEntry.after(
              last,
              whole(publication.at()),
              StoredText.of(publication.by()),
              PUBLISHED,
              new Subject(Source.PUBLICATION, publication.branch(), number),
              text(publication));
      links.add(link);
      last = link.head();
    }
    for (var entry : write.entries()) {
      var link =
          AuditEntry.after(
              last,
              entry.at(),
              entry.by(),
              entry.kind(),
              new Subject(Source.JOURNAL, entry.stream(), entry.position()),
              entry.body());
      links.add(link);
      last = link.head();
    }
    return links;
  }

  /** A publication's record: of this text its entry has the hash. */
  public static String text(Publication publication) {
    return new CanonicalJson()
        .put("branch", publication.branch())
        .put("from", publication.from().hex())
        .put("to", publication.to().hex())
        .put("at", whole(publication.at()).toString())
        .put("by", StoredText.of(publication.by()))
        .put("why", StoredText.of(publication.why()))
        .put("attested", publication.attested().name())
        .toString();
  }

  private static Instant whole(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }
}
