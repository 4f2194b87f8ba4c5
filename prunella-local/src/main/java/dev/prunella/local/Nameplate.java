package dev.prunella.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.prunella.local.duckdb.LocalFiles;
import dev.prunella.local.gc.GarbageCollection;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file in a warehouse that says whose it is and where. It is written once. It keeps two
 * lakes out of one warehouse, where the collection of one could not tell the files of the other;
 * and a copied or moved lake from the files of the original, for Iceberg's metadata names files by
 * where they were.
 */
final class Nameplate {
  private static final Logger LOG = LoggerFactory.getLogger(Nameplate.class);

  private static final int MOST_BYTES = 8 * 1024;
  private static final String LAKE = "lake ";
  private static final String PLACE = "place ";

  private final FileIO io;
  private final String warehouse;
  private final boolean local;
  private final String location;

  /**
   * @param lake the first commit of the lake
   * @param place where the warehouse was when the plate was written
   */
  private record Inscription(String lake, String place) {}

  Nameplate(FileIO io, LakeConfig config) {
    this.io = io;
    this.warehouse = config.warehouse().replaceFirst("(?<=.)/+$", "");
    this.local = config.warehouseIsLocal();
    this.location = warehouse + "/" + GarbageCollection.NAMEPLATE;
  }

  /** Throws a sentence where the warehouse is another lake's; one without a plate may be ours. */
  void requireOurs(CommitId lake) {
    read().ifPresent(found -> requireSame(found, lake));
  }

  /** Throws where the warehouse is any lake's, for one that is about to be made. */
  void requireNone() {
    if (read().isPresent()) {
      throw refusal("belongs to another lake, or its database was lost");
    }
  }

  /** Puts the plate up unless it is there, and makes sure that it is ours. */
  void putUp(CommitId lake) {
    if (read().isEmpty()) {
      write(new Inscription(lake.object().hex(), place()));
    }
    requireOurs(lake);
  }

  private void requireSame(Inscription found, CommitId lake) {
    if (!found.lake().equals(lake.object().hex())) {
      throw refusal("belongs to another lake");
    }
    var here = place();
    if (!found.place().equals(here)) {
      throw new LakeException(
          Problem.FOREIGN_WAREHOUSE,
          "this lake was made in %s and is now in %s: it was moved or copied, and its tables still name the files where they were. Move it back; or export its tables there and import them into a new lake"
              .formatted(found.place(), here));
    }
  }

  private LakeException refusal(String why) {
    return new LakeException(
        Problem.FOREIGN_WAREHOUSE,
        "the warehouse %s %s. Choose a warehouse of its own for this lake, or restore that lake's database from a backup; if that lake is gone for good, remove %s"
            .formatted(warehouse, why, location));
  }

  private String place() {
    return local
        ? LocalFiles.realPath(LocalFiles.pathOf(warehouse).orElseGet(() -> Path.of(warehouse)))
            .toString()
        : warehouse;
  }

  private Optional<Inscription> read() {
    var file = io.newInputFile(location);
    if (!file.exists()) {
      return Optional.empty();
    }
    String text;
    try (var in = file.newStream()) {
      text = new String(in.readNBytes(MOST_BYTES), UTF_8);
    } catch (IOException e) {
      throw new LakeException(Problem.STORAGE_FAILED, location + " cannot be read: " + e, e);
    }
    if (text.isBlank()) {
      return Optional.empty(); // its writer was stopped
    }
    var lines = text.lines().toList();
    var lake = value(lines, LAKE);
    var place = value(lines, PLACE);
    if (lake.isEmpty() || place.isEmpty()) {
      throw new LakeException(
          Problem.FOREIGN_WAREHOUSE,
          location
              + " does not say whose warehouse this is. If no other lake has its files here, remove it");
    }
    return Optional.of(new Inscription(lake.get(), place.get()));
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()))
        .findFirst();
  }

  private void write(Inscription inscription) {
    var text =
        """
        This warehouse belongs to one Prunella lake. Nothing else may write here, and this file stays as it is.
        %s%s
        %s%s
        """
            .formatted(LAKE, inscription.lake(), PLACE, inscription.place());
    if (io.newInputFile(location).exists()) {
      io.deleteFile(location); // blank, or we would have read it
    }
    try (var out = io.newOutputFile(location).create()) {
      out.write(text.getBytes(UTF_8));
    } catch (AlreadyExistsException e) {
      LOG.debug("another process was quicker; whose plate it is will be seen", e);
    } catch (IOException e) {
      throw new LakeException(Problem.STORAGE_FAILED, location + " cannot be written: " + e, e);
    }
  }
}
