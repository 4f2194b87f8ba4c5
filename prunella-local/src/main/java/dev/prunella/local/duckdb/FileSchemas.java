package dev.prunella.local.duckdb;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The schema that a Parquet file was really written with.
 *
 * <p>Table metadata does not tell it: a writer may commit a file of an older schema after a rename,
 * and clean-up may have removed the old schema from the history. So the footer is read, only its
 * schema part (about 0.1 ms for a local file), and kept: data files never change. Safe for many
 * threads.
 */
public final class FileSchemas {
  private static final int TAIL_BYTES = 8;
  private static final int MAX_FOOTER_BYTES = 256 << 20;

  private final Map<Key, FileSchema> known;

  /**
   * A file's columns with Iceberg field ids; files with an equal fingerprint have the same names,
   * ids and physical types.
   *
   * @param marksUuids whether UUIDs are marked as such, so that DuckDB reads them as UUID; old
   *     writers left plain bytes, and the schema says fixed[16] for both
   */
  record FileSchema(Schema schema, String fingerprint, boolean marksUuids) {}

  private record Key(String location, long length, String nameMapping) {}

  public FileSchemas(int maxEntries) {
    this.known =
        new LinkedHashMap<>(256, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, FileSchema> eldest) {
            return size() > maxEntries;
          }
        };
  }

  /** The schema of a file; {@code nameMapping} is the table's JSON for files without field ids. */
  FileSchema of(String location, long length, Path file, Optional<String> nameMapping)
      throws IOException {
    var key = new Key(location, length, nameMapping.orElse(""));
    synchronized (known) {
      FileSchema schema = known.get(key);
      if (schema != null) {
        return schema;
      }
    }
    FileSchema schema = convert(read(file, location), nameMapping, location);
    synchronized (known) {
      // One shared text for thousands of files that are alike.
      known.put(key, schema);
    }
    return schema;
  }

  private static FileSchema convert(
      MessageType parquet, Optional<String> nameMapping, String location) {
    MessageType withIds =
        ParquetSchemaUtil.hasIds(parquet)
            ? parquet
            : nameMapping
                .map(
                    json ->
                        ParquetSchemaUtil.applyNameMapping(
                            parquet, NameMappingParser.fromJson(json)))
                // Iceberg's own rule for files without ids or mapping: by position.
                .orElseGet(() -> ParquetSchemaUtil.addFallbackIds(parquet));
    requireDistinctNames(withIds, location);
    return new FileSchema(
        ParquetSchemaUtil.convertAndPrune(withIds),
        withIds.toString().intern(),
        marksUuids(withIds));
  }

  private static boolean marksUuids(Type type) {
    return type.isPrimitive()
        ? type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.UUIDLogicalTypeAnnotation
        : type.asGroupType().getFields().stream().anyMatch(FileSchemas::marksUuids);
  }

  private static void requireDistinctNames(MessageType schema, String location) {
    Set<String> seen = new HashSet<>();
    for (var field : schema.getFields()) {
      if (!seen.add(field.getName().toLowerCase(Locale.ROOT))) {
        throw new DuckDbException(
            "Two columns of "
                + location
                + " differ only by case: '"
                + field.getName()
                + "'. DuckDB cannot tell them apart. Next: read this table through Spark, and rename one.");
      }
    }
  }

  private static MessageType read(Path path, String location) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      if (length < TAIL_BYTES + 4) {
        throw broken(location, "it is only " + length + " bytes long");
      }
      byte[] tail = new byte[TAIL_BYTES];
      file.seek(length - TAIL_BYTES);
      file.readFully(tail);
      String magic = new String(tail, 4, 4, StandardCharsets.US_ASCII);
      if (magic.equals("PARE")) {
        throw broken(location, "its footer is encrypted");
      }
      int footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (!magic.equals("PAR1")
          || footer < 0
          || footer > MAX_FOOTER_BYTES
          || footer > length - TAIL_BYTES) {
        throw broken(location, "it does not end like a Parquet file");
      }
      byte[] bytes = new byte[footer];
      file.seek(length - TAIL_BYTES - footer);
      file.readFully(bytes);
      InputStream in = new ByteArrayInputStream(bytes);
      var metadata = Util.readFileMetaData(in, true);
      return new ParquetMetadataConverter()
          .fromParquetMetadata(metadata)
          .getFileMetaData()
          .getSchema();
    } catch (RuntimeException e) {
      throw e instanceof DuckDbException ? e : broken(location, String.valueOf(e.getMessage()));
    }
  }

  private static DuckDbException broken(String location, String why) {
    return new DuckDbException(
        "Data file "
            + location
            + " cannot be read: "
            + why
            + ". Next: restore it from a backup, or roll the table back to a commit before it.");
  }
}
