package dev.prunella.local.merge;

import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What only a data file's own footer tells for sure; the metrics in a manifest may leave columns
 * out.
 */
final class Footers {
  private static final MetricsConfig EVERYTHING =
      MetricsConfig.from(
          Map.of(TableProperties.DEFAULT_WRITE_METRICS_MODE, "full"),
          new Schema(),
          SortOrder.unsorted());

  private final FileIO io;

  Footers(FileIO io) {
    this.io = io;
  }

  /**
   * Whether a file may hold one of these fields. A format whose footer we cannot read may hold any.
   */
  boolean mayHold(DataFile file, Set<Integer> fieldIds) {
    if (file.format() != FileFormat.PARQUET) {
      return true;
    }
    return footer(file).columnSizes().keySet().stream().anyMatch(fieldIds::contains);
  }

  /**
   * Whether a file carries values of a row lineage column that are at least {@code bound}, rather
   * than leaving them to its manifest.
   */
  boolean mayCarryFrom(long bound, NestedField lineage, DataFile file) {
    if (file.format() != FileFormat.PARQUET) {
      return true;
    }
    Metrics metrics = footer(file);
    Long size = metrics.columnSizes().get(lineage.fieldId());
    Long values = metrics.valueCounts().get(lineage.fieldId());
    if (size == null
        || (values != null && values.equals(metrics.nullValueCounts().get(lineage.fieldId())))) {
      return false;
    }
    var upper = metrics.upperBounds().get(lineage.fieldId());
    return upper == null || Conversions.<Long>fromByteBuffer(lineage.type(), upper) >= bound;
  }

  boolean clashesInLineage(DataFile file, long nextRowId, long lastSequenceNumber) {
    return mayCarryFrom(nextRowId, MetadataColumns.ROW_ID, file)
        || mayCarryFrom(lastSequenceNumber + 1, MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER, file);
  }

  private Metrics footer(DataFile file) {
    return ParquetUtil.fileMetrics(io.newInputFile(file), EVERYTHING);
  }
}
