package dev.prunella.connect.dbt;

import dev.prunella.pipeline.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The types of a seed's columns, from PostgreSQL's and DuckDB's words to those of the lake. */
final class SeedTypes {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:numeric|decimal)\\s*\\(\\s*\\d+\\s*(?:,\\s*\\d+\\s*)?\\)");
  private static final Pattern TEXT =
      Pattern.compile("(?:varchar|character varying|char|character|bpchar)\\s*\\(\\s*\\d+\\s*\\)");

  private SeedTypes() {}

  /** What becomes of the declared types. */
  sealed interface Typed {
    record Known(List<Source.Column> columns) implements Typed {}

    /** A sentence. */
    record Unknown(String why) implements Typed {}
  }

  static Typed of(Map<String, String> declared) {
    var columns = new ArrayList<Source.Column>();
    for (var entry : declared.entrySet()) {
      var type = type(entry.getValue());
      if (type.isEmpty()) {
        return new Typed.Unknown(
            "its column "
                + entry.getKey()
                + " has the type '"
                + entry.getValue()
                + "', which the lake does not have");
      }
      columns.add(new Source.Column(entry.getKey(), type.get()));
    }
    return new Typed.Known(columns);
  }

  private static Optional<String> type(String written) {
    var type = written.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    if (DECIMAL.matcher(type).matches()) {
      return Optional.of(type.replace(" ", "").replace("numeric", "decimal"));
    }
    // Loading is no cast: a text that is too long fails in PostgreSQL, and is kept whole here.
    if (TEXT.matcher(type).matches()) {
      return Optional.of("string");
    }
    return switch (type) {
      case "text", "varchar", "character varying", "string" -> Optional.of("string");
      case "int", "integer", "int4", "smallint", "int2" -> Optional.of("int");
      case "bigint", "int8" -> Optional.of("bigint");
      case "real", "float4" -> Optional.of("float");
      case "double precision", "double", "float8", "float" -> Optional.of("double");
      case "boolean", "bool" -> Optional.of("boolean");
      case "date" -> Optional.of("date");
      case "time", "time without time zone" -> Optional.of("time");
      case "timestamp", "timestamp without time zone", "datetime" -> Optional.of("timestamp");
      case "timestamptz", "timestamp with time zone" -> Optional.of("timestamptz");
      case "uuid" -> Optional.of("uuid");
      // Without a size it is exact in PostgreSQL; no decimal of the lake holds every such value.
      default -> Optional.empty();
    };
  }
}
