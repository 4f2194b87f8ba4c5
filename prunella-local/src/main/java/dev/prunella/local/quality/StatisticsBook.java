package dev.prunella.local.quality;

import dev.prunella.quality.Calibration;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Statistics;
import dev.prunella.refs.ObjectId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statistics of a lake's tables, a file for each snapshot, and for each table what it is judged
 * by. All of it can be computed again from the rows, so that a file which is lost or damaged costs
 * time and nothing else. Thread-safe; several processes may use one folder.
 */
public final class StatisticsBook {
  private static final Logger LOG = LoggerFactory.getLogger(StatisticsBook.class);

  /** Those last used are kept in memory as well: some tens of kilobytes each. */
  private static final int REMEMBERED = 400;

  private final Path folder;
  private final Map<String, Object> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** In a folder, which is made when something is put into it. */
  public StatisticsBook(Path folder) {
    this.folder = folder;
  }

  /**
   * What a table's intervals are judged by, as it was learnt.
   *
   * @param found the start of the latest interval when the outline was found
   * @param calibrated and when it was calibrated
   * @param intervals from how many it was
   */
  public record Baseline(
      Outline outline, Calibration calibration, Instant found, Instant calibrated, int intervals) {}

  /** Statistics of two outlines are not compared. */
  public static String id(Outline outline) {
    var bytes = StatisticsJson.write(outline).getBytes(StandardCharsets.UTF_8);
    return ObjectId.of(bytes).hex().substring(0, 16);
  }

  Optional<Baseline> baseline(String table) {
    return read(table + "/baseline", BaselineJson::read);
  }

  /** Keeps by what a table, named by its UUID, is judged. */
  public void keep(String table, Baseline baseline) {
    write(table + "/baseline", baseline, BaselineJson.write(baseline));
  }

  Optional<Statistics> statistics(String table, String outline, long snapshot) {
    return read(table + "/" + outline + "/" + snapshot, StatisticsJson::statistics);
  }

  /** Keeps the statistics of the rows that a table's snapshot wrote. */
  public void keep(String table, String outline, long snapshot, Statistics statistics) {
    write(table + "/" + outline + "/" + snapshot, statistics, StatisticsJson.write(statistics));
  }

  @SuppressWarnings("unchecked")
  private <T> Optional<T> read(String name, Function<String, T> parser) {
    var known = remembered.get(name);
    if (known != null) {
      return Optional.of((T) known);
    }
    var file = file(name);
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      var value = parser.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      remembered.put(name, value);
      return Optional.of(value);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} is computed anew, it cannot be read: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private void write(String name, Object value, String json) {
    remembered.put(name, value);
    var file = file(name);
    var fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
    try {
      Files.createDirectories(file.getParent());
      try (var out = new GZIPOutputStream(Files.newOutputStream(fresh))) {
        out.write(json.getBytes(StandardCharsets.UTF_8));
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // They are computed again when they are missed; a run does not fail for that.
      LOG.warn("the statistics {} are not kept: {}", file, e.getMessage());
      try {
        Files.deleteIfExists(fresh);
      } catch (IOException again) {
        LOG.warn("{} is left behind: {}", fresh, again.getMessage());
      }
    }
  }

  private Path file(String name) {
    return folder.resolve(name + ".json.gz");
  }
}
