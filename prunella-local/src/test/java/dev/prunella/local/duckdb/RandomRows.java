package dev.prunella.local.duckdb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Schemas and rows of all types, with a liking for edges. The seed replays them. */
final class RandomRows {
  private static final List<String> STRINGS =
      List.of("", "n", ";", "1:n", "ü", "日本", "\uD83D\uDE00", "\uFFEE", "a\u0000b", "'\"\n");

  private final Random random;
  private int lastId;

  RandomRows(long seed) {
    this.random = new Random(seed);
  }

  Schema schema() {
    return new Schema(fields(1 + random.nextInt(6), 0));
  }

  private List<NestedField> fields(int count, int depth) {
    var fields = new ArrayList<NestedField>();
    for (int i = 0; i < count; i++) {
      fields.add(NestedField.optional(++lastId, "c" + i + (i == 2 ? " \"x'" : ""), type(depth)));
    }
    return fields;
  }

  private Type type(int depth) {
    return switch (random.nextInt(depth < 2 ? 20 : 16)) {
      case 0 -> Types.BooleanType.get();
      case 1 -> Types.IntegerType.get();
      case 2 -> Types.LongType.get();
      case 3 -> Types.FloatType.get();
      case 4 -> Types.DoubleType.get();
      case 5, 6 -> {
        int precision = 1 + random.nextInt(38);
        yield Types.DecimalType.of(precision, random.nextInt(precision + 1));
      }
      case 7 -> Types.DateType.get();
      case 8 -> Types.TimeType.get();
      case 9 -> Types.TimestampType.withoutZone();
      case 10 -> Types.TimestampType.withZone();
      case 11 -> Types.TimestampNanoType.withoutZone();
      case 12 -> Types.UUIDType.get();
      case 13 -> Types.BinaryType.get();
      case 14 -> Types.FixedType.ofLength(1 + random.nextInt(8));
      case 15 -> Types.StringType.get();
      case 16 -> Types.StructType.of(fields(1 + random.nextInt(3), depth + 1));
      case 17, 18 -> Types.ListType.ofOptional(++lastId, type(depth + 1));
      default -> {
        var key = random.nextBoolean() ? Types.StringType.get() : Types.IntegerType.get();
        lastId += 2;
        yield Types.MapType.ofOptional(lastId - 1, lastId, key, type(depth + 1));
      }
    };
  }

  List<Record> rows(Schema schema, int count) {
    var rows = new ArrayList<Record>();
    for (int i = 0; i < count; i++) {
      rows.add(
          !rows.isEmpty() && random.nextInt(5) == 0
              ? rows.get(random.nextInt(rows.size()))
              : record(schema.asStruct()));
    }
    return rows;
  }

  private Record record(Types.StructType type) {
    var record = GenericRecord.create(type);
    for (int i = 0; i < type.fields().size(); i++) {
      record.set(i, valueOrNull(type.fields().get(i).type()));
    }
    return record;
  }

  private @Nullable Object valueOrNull(Type type) {
    return random.nextInt(6) == 0 ? null : value(type);
  }

  private Object value(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> random.nextBoolean();
      case INTEGER -> edge(random.nextInt(), 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> edge(random.nextLong(), 0L, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT ->
          edge(
              Float.intBitsToFloat(random.nextInt()),
              -0.0f,
              0.0f,
              Float.NEGATIVE_INFINITY,
              Float.NaN);
      case DOUBLE ->
          edge(Double.longBitsToDouble(random.nextLong()), -0.0, 0.0, Double.MIN_VALUE, Double.NaN);
      case DECIMAL -> decimal((Types.DecimalType) type);
      case DATE -> LocalDate.ofEpochDay(random.nextInt(800_000) - 700_000);
      case TIME -> LocalTime.ofNanoOfDay(1000L * random.nextLong(86_400_000_000L));
      case TIMESTAMP -> {
        var time = moment(1_000L);
        yield ((Types.TimestampType) type).shouldAdjustToUTC()
            ? time.atOffset(ZoneOffset.UTC)
            : time;
      }
      case TIMESTAMP_NANO -> moment(1L);
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case BINARY -> {
        var bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        yield ByteBuffer.wrap(bytes);
      }
      case FIXED -> {
        var bytes = new byte[((Types.FixedType) type).length()];
        random.nextBytes(bytes);
        yield bytes;
      }
      case STRING -> STRINGS.get(random.nextInt(STRINGS.size()));
      case STRUCT -> record(type.asStructType());
      case LIST -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(valueOrNull(type.asListType().elementType()));
        }
        yield list;
      }
      case MAP -> {
        var map = new LinkedHashMap<Object, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(value(type.asMapType().keyType()), valueOrNull(type.asMapType().valueType()));
        }
        yield map;
      }
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  /** One in three is an edge. */
  @SafeVarargs
  private <T> T edge(T usual, T... edges) {
    return random.nextInt(3) == 0 ? edges[random.nextInt(edges.length)] : usual;
  }

  private BigDecimal decimal(Types.DecimalType type) {
    int digits = random.nextInt(type.precision() + 1);
    var bound = BigInteger.TEN.pow(digits);
    var unscaled = new BigInteger(bound.bitLength() + 8, random).mod(bound);
    return new BigDecimal(random.nextBoolean() ? unscaled.negate() : unscaled, type.scale());
  }

  /** Between 1700 and 2240, where nanoseconds fit as well. */
  private LocalDateTime moment(long nanosPerTick) {
    long seconds = (long) (random.nextDouble() * 17_000_000_000L) - 8_500_000_000L;
    long nanos = random.nextInt(1_000_000_000) / nanosPerTick * nanosPerTick;
    return LocalDateTime.ofEpochSecond(seconds, (int) nanos, ZoneOffset.UTC);
  }
}
