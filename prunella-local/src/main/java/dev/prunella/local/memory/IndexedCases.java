package dev.prunella.local.memory;

import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.local.files.Folders;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.memory.Case;
import dev.prunella.memory.Cases;
import dev.prunella.memory.JournalCases;
import dev.prunella.memory.Meaning;
import dev.prunella.memory.Query;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.Lake;
import dev.prunella.refs.ObjectId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cases by the journal and an index of it. The journal is the truth: the index follows it by the
 * lake's audit chain, notes how far it came in the same commit as the cases, and puts each in the
 * place of itself, so that a crash neither loses nor doubles one. An index that is missing,
 * damaged, of another version or of another lake is made anew. In a lake of few incidents the
 * journal alone is asked. Thread-safe.
 */
public final class IndexedCases implements Cases, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedCases.class);

  /** Up to so many incidents the journal is read each time, and no index is kept. */
  private static final int FEW = 50;

  /** So many incidents are taken in at most before a question is answered. */
  private static final int MOST_AT_ONCE = 2_000;

  /** The same where it must be found out what each means: some milliseconds. */
  private static final int MOST_UNDERSTOOD = 200;

  private static final int PAGE = 1_000;
  private static final String BY_WORDS = "2, words";
  private static final String BY_MEANING = "2, words and meaning";

  private final Lake lake;
  private final IncidentJournal journal;
  private final JournalCases plain;
  private final Path folder;
  private final Meaning meaning;
  private @Nullable CaseIndex open;

  /** Where the index has noted to stand when the chain was read last. */
  private @Nullable AuditHead noted;

  /** How far the chain was read since then, and whatever incidents it has named. */
  private AuditHead reached = AuditHead.NONE;

  private final Set<IncidentId> touched = new TreeSet<>();

  /**
   * @param folder of the index; whatever is in it may be thrown away
   * @param meaning {@link Meaning#UNKNOWN} where words alone are to be compared
   */
  public IndexedCases(Lake lake, IncidentJournal journal, Path folder, Meaning meaning) {
    this.lake = lake;
    this.journal = journal;
    this.plain = new JournalCases(journal, meaning);
    this.folder = folder;
    this.meaning = meaning;
  }

  @Override
  public Optional<Case> find(IncidentId id) {
    return plain.find(id);
  }

  @Override
  public List<Case> newest(int most) {
    return plain.newest(most);
  }

  @Override
  public synchronized List<Case> of(FailureMark failure) {
    return ask(
        index -> index.of(failure).stream().flatMap(id -> again(id).stream()).toList(),
        () -> plain.of(failure));
  }

  @Override
  public synchronized List<Match> similarTo(Query query, int most) {
    return ask(
        index ->
            index.similarTo(query, most).stream()
                .flatMap(
                    h -> again(h.id()).map(c -> new Match(c, h.likeness(), h.score())).stream())
                .toList(),
        () -> plain.similarTo(query, most));
  }

  /** As the journal has it now: what was switched back goes on, and is no case until it ends. */
  private Optional<Case> again(IncidentId id) {
    return find(id).filter(Case::isEnded);
  }

  /** Asks the index once it has come as far as the journal; else the newest of the journal. */
  private <T> T ask(Function<CaseIndex, T> indexed, Supplier<T> byJournal) {
    if (lake.store().length(LakeIncidents.INCIDENTS) <= FEW) {
      return byJournal.get();
    }
    try {
      return follow(mostAtOnce()) ? indexed.apply(index()) : byJournal.get();
    } catch (CaseIndexException e) {
      if (e.getCause() instanceof LockObtainFailedException) {
        LOG.debug("another process writes the index of cases; the journal is asked");
      } else if (e.getCause() instanceof AlreadyClosedException) {
        // What is there now is the other one's, and as good.
        LOG.debug("another process has made the index of cases anew; the journal is asked");
        close();
      } else {
        makeAnew(e);
      }
      return byJournal.get();
    }
  }

  /** What cannot even be removed is no matter of whoever asks: there is the journal. */
  private void makeAnew(CaseIndexException why) {
    try {
      forget();
      LOG.warn("{}; it is made anew", why.getMessage());
    } catch (CaseIndexException e) {
      LOG.warn("{}, and {}; the journal is asked", why.getMessage(), e.getMessage());
    }
  }

  /**
   * Makes the index anew from the journal.
   *
   * @return how many texts of cases it holds
   * @throws CaseIndexException if another process is writing it
   */
  public synchronized long rebuild() {
    forget();
    while (!follow(mostAtOnce())) {
      LOG.debug("{} texts of cases so far", index().size());
    }
    return index().size();
  }

  /**
   * Goes on from where the index stands.
   *
   * @return whether it has come to the end
   */
  private boolean follow(int most) {
    var standing = Standing.of(version(), index().note()).filter(this::isOfThisLake);
    if (standing.isEmpty()) {
      if (!index().note().isEmpty()) {
        forget();
      }
      standing = Optional.of(new Standing(lake.store().audit().head(), 0, last()));
    }
    var from = standing.get();
    return from.isComplete() ? followChain(from, most) : build(from, most);
  }

  /** The next incidents of those that were there when it was begun. */
  private boolean build(Standing from, int most) {
    long to = Math.min(from.last(), from.done() + most);
    var ids = new ArrayList<IncidentId>();
    for (long n = from.done() + 1; n <= to; n++) {
      ids.add(new IncidentId(n));
    }
    var next = new Standing(from.head(), to, from.last());
    index().put(ended(ids), next.note(version()));
    return next.isComplete() && followChain(next, most);
  }

  /** Whatever the chain says of incidents since. */
  private boolean followChain(Standing from, int most) {
    if (!from.head().equals(noted)) {
      noted = from.head();
      reached = from.head();
      touched.clear();
    }
    var head = reached;
    int known = touched.size();
    boolean isEnd = lake.store().audit().head().number() <= head.number();
    while (!isEnd && touched.size() - known < most) {
      var page = lake.store().audit().entries(head.number() + 1, PAGE);
      for (var one : page) {
        LakeIncidents.incidentOf(one.entry().subject().name()).ifPresent(touched::add);
        head = one.entry().head();
      }
      isEnd = page.size() < PAGE;
    }
    if (head.number() > reached.number()) {
      var ended = ended(touched);
      // What goes on says nothing yet: the next process reads the same entries, less than a page.
      if (!ended.isEmpty() || head.number() - from.head().number() >= PAGE) {
        index().put(ended, new Standing(head, from.done(), from.last()).note(version()));
      }
    }
    // Only now: what could not be written is read again.
    reached = head;
    return isEnd;
  }

  private List<Case> ended(Collection<IncidentId> ids) {
    return ids.stream()
        .filter(id -> journal.state(id).filter(s -> !s.isOpen()).isPresent())
        .flatMap(id -> find(id).stream())
        .toList();
  }

  private int mostAtOnce() {
    return meaning == Meaning.UNKNOWN ? MOST_AT_ONCE : MOST_UNDERSTOOD;
  }

  private String version() {
    return meaning == Meaning.UNKNOWN ? BY_WORDS : BY_MEANING;
  }

  private long last() {
    return journal.newest(1).stream().mapToLong(IncidentId::number).findFirst().orElse(0);
  }

  /** The chain still says what it said when the index came so far. */
  private boolean isOfThisLake(Standing standing) {
    if (standing.head().number() == 0) {
      return true;
    }
    return lake.store().audit().entries(standing.head().number(), 1).stream()
        .anyMatch(a -> a.entry().head().equals(standing.head()));
  }

  /**
   * How far an index has come.
   *
   * @param head of the audit chain, up to which all is in it
   * @param done the newest incident that was taken in when it was begun
   * @param last the newest that there was then
   */
  private record Standing(AuditHead head, long done, long last) {
    boolean isComplete() {
      return done >= last;
    }

    Map<String, String> note(String version) {
      var note = new LinkedHashMap<String, String>();
      note.put("version", version);
      note.put("head", Long.toString(head.number()));
      note.put("hash", head.hash().hex());
      note.put("done", Long.toString(done));
      note.put("last", Long.toString(last));
      return note;
    }

    /** Empty for one of another version. */
    static Optional<Standing> of(String version, Map<String, String> note) {
      try {
        return version.equals(note.get("version"))
            ? Optional.of(
                new Standing(
                    new AuditHead(
                        number(note, "head"), ObjectId.fromHex(note.getOrDefault("hash", ""))),
                    number(note, "done"),
                    number(note, "last")))
            : Optional.empty();
      } catch (IllegalArgumentException _) {
        // A note that nobody can read is as good as none: the index is made anew.
        return Optional.empty();
      }
    }

    private static long number(Map<String, String> note, String name) {
      return Long.parseLong(note.getOrDefault(name, ""));
    }
  }

  private CaseIndex index() {
    var now = open;
    if (now == null) {
      now = CaseIndex.in(folder, meaning);
      open = now;
    }
    return now;
  }

  /** Throws the index away. */
  private void forget() {
    close();
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases in " + folder + " cannot be removed", e);
    }
  }

  @Override
  public synchronized void close() {
    var now = open;
    open = null;
    if (now != null) {
      now.close();
    }
  }
}
