package dev.prunella.local.duckdb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;

/** The content of rows the plain way, without any engine. */
final class RowTextModel {
  private RowTextModel() {}

  static ContentHash hash(Schema schema, List<Record> rows) {
    var sum = ContentHash.number(RowText.header(schema));
    for (var row : rows) {
      sum = sum.add(ContentHash.number(fields(row, schema.asStruct())));
    }
    return new ContentHash(rows.size(), sum.mod(BigInteger.ONE.shiftLeft(128)));
  }

  private static String fields(StructLike value, Types.StructType type) {
    var text = new StringBuilder();
    for (int i = 0; i < type.fields().size(); i++) {
      text.append(text(value.get(i, Object.class), type.fields().get(i).type()));
    }
    return text.toString();
  }

  private static String text(@Nullable Object value, Type type) {
    if (value == null) {
      return "n";
    }
    return switch (type.typeId()) {
      case BOOLEAN -> (Boolean) value ? "t" : "f";
      case FLOAT -> {
        float f = (Float) value;
        yield Float.isNaN(f) ? "N" : f == 0 ? "0;" : Float.floatToRawIntBits(f) + ";";
      }
      case DOUBLE -> {
        double d = (Double) value;
        yield Double.isNaN(d) ? "N" : d == 0 ? "0;" : Double.doubleToRawLongBits(d) + ";";
      }
      case DECIMAL -> ((BigDecimal) value).unscaledValue() + ";";
      case DATE -> ((LocalDate) value).toEpochDay() + ";";
      case TIME -> ((LocalTime) value).toNanoOfDay() / 1000 + ";";
      case TIMESTAMP -> nanos(value).divide(BigInteger.valueOf(1000)) + ";";
      case TIMESTAMP_NANO -> nanos(value) + ";";
      case STRING -> value.toString().getBytes(StandardCharsets.UTF_8).length + ":" + value;
      case BINARY -> hex(ByteBuffers.toByteArray((ByteBuffer) value));
      case FIXED -> hex((byte[]) value);
      case STRUCT -> "(" + fields((StructLike) value, type.asStructType()) + ")";
      case LIST -> {
        var list = (Collection<?>) value;
        yield "["
            + list.size()
            + ":"
            + list.stream()
                .map(v -> text(v, type.asListType().elementType()))
                .collect(Collectors.joining());
      }
      case MAP -> {
        var map = (Map<?, ?>) value;
        yield "{"
            + map.size()
            + ":"
            + map.entrySet().stream()
                .map(
                    e ->
                        text(e.getKey(), type.asMapType().keyType())
                            + text(e.getValue(), type.asMapType().valueType()))
                .sorted(
                    (a, b) ->
                        Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining());
      }
      default -> type.typeId() == Type.TypeID.UUID ? value.toString() : value + ";";
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes) + ";";
  }

  private static BigInteger nanos(Object value) {
    LocalDateTime time =
        value instanceof OffsetDateTime zoned
            ? zoned.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime()
            : (LocalDateTime) value;
    return BigInteger.valueOf(time.toLocalDate().toEpochDay())
        .multiply(BigInteger.valueOf(86_400_000_000_000L))
        .add(BigInteger.valueOf(time.toLocalTime().toNanoOfDay()));
  }
}
