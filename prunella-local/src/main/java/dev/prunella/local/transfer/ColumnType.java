package dev.prunella.local.transfer;

import dev.prunella.local.transfer.TransferException.Reason;
import dev.prunella.refs.DidYouMean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Types of columns as people write them, and as DuckDB knows them. */
public final class ColumnType {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|numeric)\\s*\\(\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\)");

  private static final Map<String, String> TYPES = types();

  private ColumnType() {}

  private static Map<String, String> types() {
    var types = new TreeMap<String, String>();
    types.put("boolean", "BOOLEAN");
    types.put("bool", "BOOLEAN");
    types.put("int", "INTEGER");
    types.put("integer", "INTEGER");
    types.put("long", "BIGINT");
    types.put("bigint", "BIGINT");
    types.put("float", "FLOAT");
    types.put("real", "FLOAT");
    types.put("double", "DOUBLE");
    types.put("date", "DATE");
    types.put("time", "TIME");
    types.put("timestamp", "TIMESTAMP");
    types.put("timestamptz", "TIMESTAMPTZ");
    types.put("string", "VARCHAR");
    types.put("text", "VARCHAR");
    types.put("varchar", "VARCHAR");
    types.put("uuid", "UUID");
    types.put("binary", "BLOB");
    return types;
  }

  /** What is wrong with a column's type, as a sentence; empty for a type that there is. */
  public static Optional<String> problem(String column, String text) {
    try {
      duckDb(column, text);
      return Optional.empty();
    } catch (TransferException e) {
      return Optional.of(e.getMessage() + "; " + e.nextStep());
    }
  }

  /**
   * The DuckDB type for {@code int}, {@code decimal(12,2)} and the like.
   *
   * @throws TransferException if there is no such type
   */
  public static String duckDb(String column, String text) {
    var wanted = text.strip().toLowerCase(Locale.ROOT);
    var plain = TYPES.get(wanted);
    if (plain != null) {
      return plain;
    }
    var decimal = DECIMAL.matcher(wanted);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
      if (precision >= 1 && precision <= 38 && scale <= precision) {
        return "DECIMAL(" + precision + "," + scale + ")";
      }
    }
    throw new TransferException(
        Reason.BAD_REQUEST,
        "column "
            + column
            + ": '"
            + text
            + "' is no type"
            + DidYouMean.among(List.copyOf(TYPES.keySet()), wanted)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""),
        "types are boolean, int, long, float, double, decimal(p,s), date, time, timestamp,"
            + " timestamptz, string, uuid, binary");
  }
}
