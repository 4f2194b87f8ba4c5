package dev.prunella.local.memory;

import dev.prunella.incident.FailureFeatures;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.Likeness;
import dev.prunella.incident.Signature;
import dev.prunella.memory.Case;
import dev.prunella.memory.Direction;
import dev.prunella.memory.Meaning;
import dev.prunella.memory.Query;
import dev.prunella.memory.Ranking;
import dev.prunella.memory.Ranking.Circumstances;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Texts of cases in a Lucene index: found by equal signature and by the words and causes that they
 * share (BM25), and by what they mean, fused, and ranked by {@link Ranking}. Queries are built from
 * terms, and never parsed. It holds masked texts and names, and can be thrown away: all of it is
 * made from journals.
 *
 * <p>A reader never waits for a writer. Thread-safe.
 */
public final class CaseIndex implements AutoCloseable {
  // Held, because loggers that nobody holds forget their level: Lucene tells of missing vector
  // instructions on standard error.
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  static {
    LUCENE.setLevel(Level.SEVERE);
  }

  private static final String CASE = "case";
  private static final String SIGNATURE = "signature";
  private static final String WORD = "word";
  private static final String CAUSE = "cause";
  private static final String TABLE = "table";
  private static final String STANDING = "standing";
  private static final String MARK = "mark";
  private static final String MEANING = "meaning";
  private static final String KEPT = "kept";

  /** So many words of a text are sought, the rarest; common ones tell little and cost most. */
  private static final int MOST_TERMS = 12;

  private static final int MOST_CAUSES = 3;

  /** So many candidates of each search are ranked. */
  private static final int CANDIDATES = 60;

  /** Once so many were found, only what may still be among the best is looked at. */
  private static final int COUNTED = 200;

  private static final int MOST_MARKED = 100;
  private static final int MOST_RARITIES = 50_000;
  private static final double WRITE_BUFFER_MB = 48;

  private static final FieldType COUNTED_WORDS = new FieldType();
  private static final FieldType NAMES = new FieldType();

  static {
    COUNTED_WORDS.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    COUNTED_WORDS.setTokenized(true);
    COUNTED_WORDS.freeze();
    NAMES.setIndexOptions(IndexOptions.DOCS);
    NAMES.setTokenized(true);
    NAMES.setOmitNorms(true);
    NAMES.freeze();
  }

  private final Directory directory;
  private final Meaning meaning;
  private @Nullable View view;

  /** A case that was found. */
  public record Hit(IncidentId id, double likeness, double score) {}

  /** An index as it stands, and how rare words are in it. */
  private static final class View {
    final DirectoryReader reader;
    final IndexSearcher searcher;
    final Map<String, Double> rarities = new HashMap<>();

    /** The parts of it of which every byte was read, and is as it was written. */
    final Set<Object> whole = new HashSet<>();

    private View(DirectoryReader reader) {
      this.reader = reader;
      this.searcher = new IndexSearcher(reader);
    }

    /**
     * Looks at each part once before it is gone by: a byte that has changed may as well be read as
     * that nothing has failed yet.
     */
    static View of(DirectoryReader reader, Set<Object> known) throws IOException {
      var view = new View(reader);
      try {
        for (var leaf : reader.leaves()) {
          var part = leaf.reader().getCoreCacheHelper().getKey();
          if (!known.contains(part)) {
            leaf.reader().checkIntegrity();
          }
          view.whole.add(part);
        }
        return view;
      } catch (IOException e) {
        reader.close();
        throw e;
      }
    }

    synchronized double rarity(String word) {
      var known = rarities.get(word);
      if (known == null) {
        if (rarities.size() >= MOST_RARITIES) {
          rarities.clear();
        }
        known = Likeness.rarity(reader.maxDoc(), in(WORD, word));
        rarities.put(word, known);
      }
      return known;
    }

    long in(String field, String word) {
      try {
        return reader.docFreq(new Term(field, word));
      } catch (IOException e) {
        throw new CaseIndexException("how often a word stands in the index cannot be read", e);
      }
    }
  }

  private CaseIndex(Directory directory, Meaning meaning) {
    this.directory = directory;
    this.meaning = meaning;
  }

  /** Opens the index in a folder; it need not be there yet. */
  public static CaseIndex in(Path folder, Meaning meaning) {
    try {
      return new CaseIndex(FSDirectory.open(folder), meaning);
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases in " + folder + " cannot be opened", e);
    }
  }

  /** What a writer last left word of; empty where nothing was written. */
  public synchronized Map<String, String> note() {
    try {
      var now = view();
      return now == null ? Map.of() : now.reader.getIndexCommit().getUserData();
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases cannot be read", e);
    }
  }

  /**
   * Puts cases in the place of what is there of them, all at once; durable when it returns.
   *
   * @param note where to go on from; it lands with the cases or not at all
   * @throws CaseIndexException if another process is writing, or the index is damaged
   */
  public void put(Collection<Case> cases, Map<String, String> note) {
    var config =
        new IndexWriterConfig().setRAMBufferSizeMB(WRITE_BUFFER_MB).setCommitOnClose(false);
    try (var writer = new IndexWriter(directory, config)) {
      var documents = cases.parallelStream().map(this::documents).toList();
      for (var one : documents) {
        writer.updateDocuments(new Term(CASE, one.id()), one.documents());
      }
      writer.setLiveCommitData(note.entrySet());
      writer.commit();
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      // Lucene says so, too, where another process has thrown the index away meanwhile.
      throw new CaseIndexException("cases cannot be written into their index", e);
    }
  }

  private record Documents(String id, List<Document> documents) {}

  private Documents documents(Case one) {
    var documents = new ArrayList<Document>();
    var id = one.id().toString();
    var circumstances = Circumstances.of(one);
    for (var text : one.texts()) {
      var features = FailureFeatures.of(text);
      var kept =
          new Kept(
              one.id(),
              features.signature().hash(),
              features.words(),
              features.causes(),
              circumstances);
      var document = new Document();
      document.add(new StringField(CASE, id, Field.Store.NO));
      document.add(new StringField(SIGNATURE, kept.signature(), Field.Store.NO));
      document.add(new Field(WORD, new WordStream(kept.words()), COUNTED_WORDS));
      document.add(new Field(CAUSE, new WordStream(ones(kept.causes())), NAMES));
      circumstances
          .tables()
          .forEach(t -> document.add(new StringField(TABLE, t.toString(), Field.Store.NO)));
      document.add(new StringField(STANDING, circumstances.standing().name(), Field.Store.NO));
      document.add(new BinaryDocValuesField(KEPT, new BytesRef(kept.bytes())));
      meaning
          .of(features.signature().text())
          .ifPresent(
              d ->
                  document.add(
                      new KnnByteVectorField(MEANING, d.bytes(), VectorSimilarityFunction.COSINE)));
      documents.add(document);
    }
    if (documents.isEmpty()) {
      var document = new Document();
      document.add(new StringField(CASE, id, Field.Store.NO));
      documents.add(document);
    }
    var marks = new LinkedHashSet<String>();
    one.remedies().forEach(r -> r.failure().ifPresent(f -> marks.add(mark(f))));
    marks.forEach(m -> documents.getFirst().add(new StringField(MARK, m, Field.Store.NO)));
    return new Documents(id, documents);
  }

  private static Map<String, Integer> ones(Map<String, Double> causes) {
    var ones = new HashMap<String, Integer>();
    causes.keySet().forEach(c -> ones.put(c, 1));
    return ones;
  }

  private static String mark(FailureMark failure) {
    return failure.signature() + " " + failure.content() + " " + failure.table();
  }

  /** How many texts there are. */
  public synchronized long size() {
    var now = view();
    return now == null ? 0 : now.reader.numDocs();
  }

  /** The cases in which a remedy was tried against exactly this failure. */
  public synchronized List<IncidentId> of(FailureMark failure) {
    var now = view();
    if (now == null) {
      return List.of();
    }
    try {
      var query = new TermQuery(new Term(MARK, mark(failure)));
      var ids = new LinkedHashSet<IncidentId>();
      for (var document : found(now, query, MOST_MARKED)) {
        kept(now, document).ifPresent(k -> ids.add(k.id()));
      }
      return ids.stream().sorted(Comparator.reverseOrder()).toList();
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases cannot be searched", e);
    }
  }

  /** The cases that bear on a failure, the most alike first. */
  public synchronized List<Hit> similarTo(Query query, int most) {
    var now = view();
    if (now == null) {
      return List.of();
    }
    try {
      var features = FailureFeatures.of(query.text());
      var hash = features.signature().hash();
      var asked = new FailureFeatures(new Signature(hash), features.words(), features.causes());
      var likeness = new Likeness(now::rarity);
      var same = found(now, sameSignature(hash, query), CANDIDATES);
      // Where the very same failure has been nobody needs to know what others mean.
      var direction =
          same.isEmpty() ? meaning.of(features.signature().text()) : Optional.<Direction>empty();
      var best = new LinkedHashMap<IncidentId, Hit>();
      for (var document : candidates(now, features, same, direction)) {
        var kept = kept(now, document);
        if (kept.isPresent() && query.but().filter(kept.get().id()::equals).isEmpty()) {
          var id = kept.get().id();
          double words = likeness.of(asked, kept.get().features());
          double alike =
              direction
                  .flatMap(d -> closeness(now, document, d))
                  .map(close -> Ranking.blended(words, close))
                  .orElse(words);
          var hit = new Hit(id, alike, Ranking.score(alike, query, kept.get().circumstances()));
          best.merge(id, hit, (a, b) -> a.score() >= b.score() ? a : b);
        }
      }
      return best.values().stream()
          .sorted(
              Comparator.comparingDouble(Hit::score)
                  .reversed()
                  .thenComparing(Hit::id, Comparator.reverseOrder()))
          .limit(most)
          .toList();
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases cannot be searched", e);
    }
  }

  private static List<Integer> candidates(
      View view, FailureFeatures features, List<Integer> same, Optional<Direction> direction)
      throws IOException {
    var orders = new ArrayList<List<Integer>>();
    orders.add(same);
    orders.add(found(view, wordsAndCauses(view, features), CANDIDATES));
    if (direction.isPresent()) {
      var nearest = new KnnByteVectorQuery(MEANING, direction.get().bytes(), CANDIDATES);
      orders.add(found(view, nearest, CANDIDATES));
    }
    return Ranking.fused(orders, 2 * CANDIDATES).stream().sorted().toList();
  }

  /** Of equal signature, those of the same table first, and those that held. */
  private static org.apache.lucene.search.Query sameSignature(String hash, Query query) {
    var builder = new BooleanQuery.Builder();
    builder.add(constant(SIGNATURE, hash, 1), Occur.MUST);
    query.tables().forEach(t -> builder.add(constant(TABLE, t.toString(), 2), Occur.SHOULD));
    builder.add(constant(STANDING, Ranking.Standing.HELD.name(), 1), Occur.SHOULD);
    return builder.build();
  }

  private static org.apache.lucene.search.Query constant(String field, String text, float boost) {
    return new BoostQuery(new ConstantScoreQuery(new TermQuery(new Term(field, text))), boost);
  }

  private static BooleanQuery.Builder rarest(View view, FailureFeatures features) {
    var builder = new BooleanQuery.Builder();
    features.words().keySet().stream()
        .filter(w -> view.in(WORD, w) > 0)
        .sorted(Comparator.comparingDouble(view::rarity).reversed())
        .limit(MOST_TERMS)
        .forEach(w -> builder.add(new TermQuery(new Term(WORD, w)), Occur.SHOULD));
    return builder;
  }

  /** The same failure in another system's words shares its cause, and few words. */
  private static org.apache.lucene.search.Query wordsAndCauses(
      View view, FailureFeatures features) {
    var builder = rarest(view, features);
    features.causes().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(MOST_CAUSES)
        .forEach(
            c ->
                builder.add(
                    new BoostQuery(new TermQuery(new Term(CAUSE, c.getKey())), 2), Occur.SHOULD));
    return builder.build();
  }

  private static List<Integer> found(View view, org.apache.lucene.search.Query query, int most)
      throws IOException {
    var top = view.searcher.search(query, new TopScoreDocCollectorManager(most, null, COUNTED));
    var documents = new ArrayList<Integer>();
    for (var hit : top.scoreDocs) {
      documents.add(hit.doc);
    }
    return documents;
  }

  /** The part of the index that a document is in. */
  private static LeafReaderContext leaf(View view, int document) {
    var leaves = view.reader.leaves();
    return leaves.get(ReaderUtil.subIndex(document, leaves));
  }

  private static Optional<Kept> kept(View view, int document) throws IOException {
    var leaf = leaf(view, document);
    var values = leaf.reader().getBinaryDocValues(KEPT);
    return values != null && values.advanceExact(document - leaf.docBase)
        ? Optional.of(Kept.read(values.binaryValue()))
        : Optional.empty();
  }

  /** Empty where it was not known what the text means when it was taken in. */
  private static Optional<Double> closeness(View view, int document, Direction asked) {
    var leaf = leaf(view, document);
    try {
      var values = leaf.reader().getByteVectorValues(MEANING);
      if (values == null) {
        return Optional.empty();
      }
      var at = values.iterator();
      int inLeaf = document - leaf.docBase;
      return at.advance(inLeaf) == inLeaf
          ? Optional.of(Direction.ofBytes(values.vectorValue(at.index())).cosine(asked))
          : Optional.empty();
    } catch (IOException e) {
      throw new CaseIndexException("what a text of the index means cannot be read", e);
    }
  }

  /** As it was last committed, by whomever; null while there is none. */
  private @Nullable View view() {
    try {
      var now = view == null ? View.of(DirectoryReader.open(directory), Set.of()) : newest(view);
      view = now;
      return now;
    } catch (IndexNotFoundException _) {
      // Nobody has written yet.
      return null;
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases cannot be read", e);
    }
  }

  private View newest(View now) throws IOException {
    try {
      var newer = DirectoryReader.openIfChanged(now.reader);
      if (newer == null) {
        return now;
      }
      var next = View.of(newer, now.whole);
      now.reader.close();
      return next;
    } catch (IllegalStateException _) {
      // Another process has made the index anew, and nothing of this one is part of it.
      view = null;
      now.reader.close();
      return View.of(DirectoryReader.open(directory), Set.of());
    }
  }

  @Override
  public synchronized void close() {
    try (directory) {
      if (view != null) {
        view.reader.close();
      }
    } catch (IOException e) {
      throw new CaseIndexException("the index of cases cannot be closed", e);
    }
  }
}
