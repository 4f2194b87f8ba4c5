package dev.prunella.local.transfer;

import dev.prunella.local.transfer.TransferException.Reason;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Reads how a table is to be partitioned: {@code country}, {@code day(at)}, {@code bucket(id,16)}.
 */
final class Partitioning {
  private static final Pattern CALL =
      Pattern.compile("(\\w+)\\s*\\(\\s*(.+?)\\s*(?:,\\s*(\\d{1,6})\\s*)?\\)");

  private Partitioning() {}

  static PartitionSpec of(Schema schema, List<String> parts) {
    var spec = PartitionSpec.builderFor(schema);
    for (var part : parts) {
      try {
        add(spec, schema, part.strip());
      } catch (IllegalArgumentException | ValidationException e) {
        throw new TransferException(
            Reason.BAD_REQUEST, "cannot partition by " + part + ": " + e.getMessage(), "", e);
      }
    }
    return spec.build();
  }

  private static void add(PartitionSpec.Builder spec, Schema schema, String part) {
    var call = CALL.matcher(part);
    if (!call.matches()) {
      spec.identity(column(schema, part));
      return;
    }
    var column = column(schema, call.group(2));
    int width = call.group(3) == null ? 0 : Integer.parseInt(call.group(3));
    switch (call.group(1).toLowerCase(Locale.ROOT)) {
      case "year", "years" -> spec.year(column);
      case "month", "months" -> spec.month(column);
      case "day", "days" -> spec.day(column);
      case "hour", "hours" -> spec.hour(column);
      case "bucket" -> spec.bucket(column, width);
      case "truncate" -> spec.truncate(column, width);
      case String other ->
          throw new IllegalArgumentException(
              "there is no '"
                  + other
                  + "'; there are year, month, day, hour, bucket(column,n), truncate(column,n)");
    }
  }

  private static String column(Schema schema, String name) {
    return SourceFile.requireColumn("the table", schema, name);
  }
}
