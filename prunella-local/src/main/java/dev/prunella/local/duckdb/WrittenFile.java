package dev.prunella.local.duckdb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;

/** A Parquet file that DuckDB has just written, and what its footer says, read once. */
record WrittenFile(Path path, ParquetMetadata footer) {

  /**
   * Without these, each reader parses Hadoop's XML files for its defaults: a millisecond or two.
   */
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

  /** The least and the greatest value of a column without nulls, in Parquet's own form. */
  record Range(Comparable<?> least, Comparable<?> greatest) {}

  static WrittenFile read(Path path) throws IOException {
    try (var reader = ParquetFileReader.open(new LocalInputFile(path), OPTIONS)) {
      return new WrittenFile(path, reader.getFooter());
    }
  }

  long rows() {
    return footer.getBlocks().stream().mapToLong(block -> block.getRowCount()).sum();
  }

  /** Whether the footer says that a top-level column has no null. */
  boolean isWithoutNulls(NestedField field) {
    return footer.getBlocks().stream()
        .flatMap(block -> block.getColumns().stream())
        .filter(column -> isOf(column, field))
        .allMatch(column -> hasNoNull(column.getStatistics()));
  }

  private static boolean hasNoNull(Statistics<?> statistics) {
    return statistics.isNumNullsSet() && statistics.getNumNulls() == 0;
  }

  /**
   * Of a top-level column of whole numbers, dates or timestamps, whose bounds a footer gives
   * exactly; empty when it has nulls or the footer does not say.
   */
  Optional<Range> range(NestedField field) {
    Optional<Range> all = Optional.empty();
    for (var block : footer.getBlocks()) {
      for (var column : block.getColumns()) {
        if (isOf(column, field)) {
          var one = range(column.getStatistics());
          if (one.isEmpty()) {
            return Optional.empty();
          }
          all = all.isEmpty() ? one : Optional.of(joined(all.get(), one.get()));
        }
      }
    }
    return all;
  }

  private static boolean isOf(ColumnChunkMetaData column, NestedField field) {
    return column.getPath().size() == 1 && column.getPath().toArray()[0].equals(field.name());
  }

  private static Optional<Range> range(Statistics<?> statistics) {
    return hasNoNull(statistics) && statistics.hasNonNullValue()
        ? Optional.of(new Range(statistics.genericGetMin(), statistics.genericGetMax()))
        : Optional.empty();
  }

  private static Range joined(Range one, Range other) {
    return new Range(
        number(other.least()) < number(one.least()) ? other.least() : one.least(),
        number(other.greatest()) > number(one.greatest()) ? other.greatest() : one.greatest());
  }

  private static long number(Comparable<?> value) {
    return ((Number) value).longValue();
  }
}
