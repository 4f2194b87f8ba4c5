package dev.prunella.local.memory;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.prunella.local.files.Folders;
import dev.prunella.local.files.LoadedLibraries;
import dev.prunella.memory.Direction;
import dev.prunella.memory.Meaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What texts mean by the model all-MiniLM-L6-v2 (Reimers and Gurevych, "Sentence-BERT", 2019;
 * quantized), which comes with the program and runs in this process: nothing leaves it. The model
 * is loaded when it is first asked, which takes about a second and 200 MB; a text takes some
 * milliseconds. Where it cannot be loaded, nothing is known of any text. Thread-safe.
 */
public final class MiniLm implements Meaning {
  private static final Logger LOG = LoggerFactory.getLogger(MiniLm.class);

  /** The model reads about as many characters; what tells of a failure stands in front of them. */
  private static final int LONGEST = 1_000;

  private static final int MOST_REMEMBERED = 2_000;

  /** Where the tokenizer unpacks its native library; else it keeps it in the user's home. */
  private static final String TOKENIZER_FOLDER = "DJL_CACHE_DIR";

  private static final String UNPACKED = "onnxruntime-java";

  /** Texts come again and again: most failures are not the first of their kind. */
  private final Map<String, Direction> recent =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Direction> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** Loaded when it is first asked; empty where it cannot be. */
  private static final class Loaded {
    static final Optional<EmbeddingModel> MODEL = load();
  }

  @Override
  public Optional<Direction> of(String masked) {
    var text = masked.substring(0, Math.min(masked.length(), LONGEST));
    if (text.isBlank()) {
      return Optional.empty();
    }
    synchronized (recent) {
      var known = recent.get(text);
      if (known != null) {
        return Optional.of(known);
      }
    }
    var direction = Loaded.MODEL.flatMap(m -> direction(m, text));
    direction.ifPresent(
        d -> {
          synchronized (recent) {
            recent.put(text, d);
          }
        });
    return direction;
  }

  private static Optional<Direction> direction(EmbeddingModel model, String text) {
    try {
      return Optional.of(Direction.of(model.embed(text).content().vector()));
    } catch (RuntimeException e) {
      LOG.warn("what a failure means is not known, its words are compared: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<EmbeddingModel> load() {
    try {
      // Where it could not be removed it is better kept once, in the home, than left each time.
      var own = System.getProperty(TOKENIZER_FOLDER) == null && LoadedLibraries.canBeRemoved();
      var folder = own ? Files.createTempDirectory("prunella-model-") : null;
      if (folder != null) {
        System.setProperty(TOKENIZER_FOLDER, folder.toString());
      }
      try {
        return Optional.of(new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run));
      } finally {
        tidy(folder);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("similar incidents are found by their words alone: {}", e.toString());
      return Optional.empty();
    }
  }

  /** What is loaded needs its files no longer, and a process that is killed would leave them. */
  private static void tidy(@Nullable Path tokenizer) {
    try {
      var removed = LoadedLibraries.remove(MiniLm::isUnpacked);
      for (var file : removed) {
        Folders.remove(file.resolveSibling(""));
      }
      if (tokenizer != null && !removed.isEmpty()) {
        Folders.remove(tokenizer);
      }
    } catch (IOException | SecurityException e) {
      LOG.debug("the model's libraries stay until the process ends: {}", e.getMessage());
    }
  }

  private static boolean isUnpacked(Path file) {
    var folder = file.getParent();
    return folder != null && folder.getFileName().toString().startsWith(UNPACKED);
  }
}
