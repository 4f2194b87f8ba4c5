package dev.prunella.refs;

import dev.prunella.refs.AuditEntry.Source;
import dev.prunella.refs.AuditLog.Audited;
import dev.prunella.refs.AuditLog.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Goes through a lake's audit chain from its first entry to its head and says what was tampered
 * with: entries and the records they are about that were altered, removed, put elsewhere or added,
 * an end that was cut off, and guarded branches that stand where no publication has put them. For
 * one check.
 */
public final class AuditCheck {
  /** Bodies of journals may be large: so many are in memory at a time. */
  private static final int PAGE = 500;

  private static final int MOST_FAULTS = 50;

  private final RefStore store;
  private final Map<Long, List<Anchor>> anchors;
  private final List<Anchor> beyond = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, CommitId> published = new HashMap<>();
  private Optional<Beginning> beginning = Optional.empty();
  private AuditHead last = AuditHead.NONE;
  private long read;

  /** When the chain began, and what it does not cover. */
  public record Beginning(Instant at, long journalEntries, long publications) {}

  /**
   * A head that was written down where the chain's writers cannot reach.
   *
   * @param where for people
   */
  public record Anchor(AuditHead head, String where) {}

  /**
   * Something that is not as it was written.
   *
   * @param number of the entry concerned; 0 where it is none in particular
   */
  public record Fault(long number, String sentence) {}

  /**
   * What was found.
   *
   * @param entries that were read
   * @param faults at most {@value #MOST_FAULTS}
   */
  public record Report(
      long entries, AuditHead head, Optional<Beginning> beginning, List<Fault> faults) {
    public Report {
      faults = List.copyOf(faults);
    }

    public boolean isSound() {
      return faults.isEmpty();
    }
  }

  private AuditCheck(RefStore store, List<Anchor> anchors) {
    this.store = store;
    this.anchors = anchors.stream().collect(Collectors.groupingBy(a -> a.head().number()));
  }

  /**
   * Checks all of it; costs as much as the journals are large.
   *
   * @param anchors heads known from elsewhere, such as from attestations
   */
  public static Report of(RefStore store, List<Anchor> anchors) {
    return of(store, anchors, () -> {});
  }

  /**
   * The same, for who may not want to wait for its end.
   *
   * @param between is run every few hundred entries; what it throws ends the check
   */
  public static Report of(RefStore store, List<Anchor> anchors, Runnable between) {
    return new AuditCheck(store, anchors).report(between);
  }

  private Report report(Runnable between) {
    // First the head: what is written meanwhile comes after it, and is another check's.
    var head = store.audit().head();
    beyond.addAll(
        anchors.values().stream()
            .flatMap(List::stream)
            .filter(a -> a.head().number() > head.number())
            .toList());
    boolean more = true;
    while (more && faults.size() < MOST_FAULTS) {
      between.run();
      var page = store.audit().entries(last.number() + 1, PAGE);
      page.stream().filter(a -> a.entry().number() <= head.number()).forEach(this::look);
      more = page.size() == PAGE && page.getLast().entry().number() < head.number();
    }
    if (faults.size() < MOST_FAULTS) {
      lookAtTheEnd(head);
      lookOutside();
      lookAtBranches();
    }
    return new Report(
        read, head, beginning, faults.stream().limit(MOST_FAULTS).distinct().toList());
  }

  private void look(Audited audited) {
    var entry = audited.entry();
    read++;
    if (entry.number() != last.number() + 1) {
      fault(last.number() + 1, missing(last.number() + 1, entry.number() - 1));
    } else if (!entry.previous().equals(last.hash())) {
      fault(
          entry.number(),
          "entry %d does not follow entry %d as it stands: one of them was replaced or put elsewhere"
              .formatted(entry.number(), last.number()));
    }
    if (!entry.computedHash().equals(entry.hash())) {
      fault(entry.number(), "entry %d was altered or put elsewhere".formatted(entry.number()));
    }
    anchors
        .getOrDefault(entry.number(), List.of())
        .forEach(
            anchor -> {
              if (!anchor.head().hash().equals(entry.hash())) {
                fault(
                    entry.number(),
                    "entry %d is not the one that %s names: the chain was written anew"
                        .formatted(entry.number(), anchor.where()));
              }
            });
    lookAtRecord(entry, audited.record());
    if (entry.subject().source() == Source.BEGINNING) {
      beginning =
          audited
              .record()
              .map(r -> AuditChain.Beginning.of(r.text()))
              .map(b -> new Beginning(entry.at(), b.journalEntries(), b.publications()));
    }
    last = entry.head();
  }

  private static String missing(long from, long to) {
    return from == to
        ? "entry %d was removed".formatted(from)
        : "entries %d to %d were removed".formatted(from, to);
  }

  private void lookAtRecord(AuditEntry entry, Optional<Recorded> found) {
    var subject = entry.subject();
    if (found.isEmpty()) {
      fault(
          entry.number(),
          "%s, of which entry %d tells, was removed".formatted(subject, entry.number()));
      return;
    }
    var record = found.get();
    var altered = new ArrayList<String>();
    if (!ObjectId.of(record.text().getBytes(StandardCharsets.UTF_8)).equals(entry.payload())) {
      altered.add("its text");
    }
    if (!record.at().equals(entry.at())) {
      altered.add("its time");
    }
    if (!record.by().equals(entry.actor())) {
      altered.add("who wrote it");
    }
    if (!record.kind().equals(entry.kind())) {
      altered.add("its kind");
    }
    if (!altered.isEmpty()) {
      fault(
          entry.number(),
          "%s, of which entry %d tells, was altered: %s"
              .formatted(subject, entry.number(), String.join(", ", altered)));
    }
    if (subject.source() == Source.PUBLICATION) {
      target(record.text()).ifPresent(to -> published.put(subject.name(), to));
    }
  }

  /** Of a publication's text, where it led; empty when it has been made something else. */
  private static Optional<CommitId> target(String text) {
    int at = text.indexOf("\"to\":\"");
    int from = at + 6;
    int to = from + 2 * ObjectId.LENGTH;
    return at >= 0 && to <= text.length() && text.substring(from, to).matches("[0-9a-f]+")
        ? Optional.of(new CommitId(ObjectId.fromHex(text.substring(from, to))))
        : Optional.empty();
  }

  private void lookAtTheEnd(AuditHead head) {
    if (last.number() < head.number()) {
      fault(last.number() + 1, "the end was cut off: " + missing(last.number() + 1, head.number()));
    } else if (!last.hash().equals(head.hash())) {
      fault(head.number(), "entry %d is not the newest that was noted".formatted(head.number()));
    }
    var now = store.audit().head();
    for (var anchor : beyond) {
      if (anchor.head().number() > now.number()) {
        fault(
            now.number() + 1,
            "the end was cut off: %s names entry %d, and the chain ends with %d"
                .formatted(anchor.where(), anchor.head().number(), now.number()));
      }
    }
  }

  private void lookOutside() {
    var outside = store.audit().outside(MOST_FAULTS);
    long known = beginning.map(Beginning::journalEntries).orElse(0L);
    long knownPublications = beginning.map(Beginning::publications).orElse(0L);
    if (outside.journalEntries() == known && outside.publications() == knownPublications) {
      return;
    }
    if (known == 0 && knownPublications == 0) {
      outside.some().forEach(subject -> fault(0, subject + " was added: no entry tells of it"));
      return;
    }
    fault(
        0,
        "%d journal entries and %d publications are in no entry; when the chain began, %d and %d were"
            .formatted(outside.journalEntries(), outside.publications(), known, knownPublications));
  }

  /** What is read once may have been overtaken by a publication: then it is looked at again. */
  private void lookAtBranches() {
    for (var ref : store.refs()) {
      var to = Optional.ofNullable(published.get(ref.name()));
      if (!ref.guarded() || to.isEmpty() || to.get().equals(ref.head())) {
        continue;
      }
      boolean publishedMeanwhile =
          store.publications(PAGE).stream()
              .filter(p -> p.branch().equals(ref.name()))
              .findFirst()
              .filter(p -> p.to().equals(ref.head()) && !p.to().equals(to.get()))
              .isPresent();
      if (!publishedMeanwhile) {
        fault(
            0,
            "'%s' stands at %s, where no publication has put it: the newest led to %s"
                .formatted(ref.name(), ref.head().brief(), to.get().brief()));
      }
    }
  }

  private void fault(long number, String sentence) {
    faults.add(new Fault(number, sentence));
  }
}
