package dev.prunella.local.duckdb;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Statistics that every reader may trust. */
final class WrittenMetrics {

  private WrittenMetrics() {}

  /**
   * Parquet orders UUIDs by unsigned bytes and Java by signed halves, so that some readers would
   * take the least for the greatest and skip a file that holds the value; without bounds nobody
   * skips it.
   */
  static Metrics withoutUuidBounds(Metrics metrics, Schema schema) {
    return new Metrics(
        metrics.recordCount(),
        metrics.columnSizes(),
        metrics.valueCounts(),
        metrics.nullValueCounts(),
        metrics.nanValueCounts(),
        withoutUuids(metrics.lowerBounds(), schema),
        withoutUuids(metrics.upperBounds(), schema));
  }

  private static Map<Integer, ByteBuffer> withoutUuids(
      @Nullable Map<Integer, ByteBuffer> bounds, Schema schema) {
    Map<Integer, ByteBuffer> kept = new HashMap<>();
    if (bounds != null) {
      kept.putAll(bounds);
      kept.keySet().removeIf(id -> isUuid(schema.findField(id)));
    }
    return kept;
  }

  private static boolean isUuid(@Nullable NestedField field) {
    return field != null && field.type().typeId() == Type.TypeID.UUID;
  }
}
