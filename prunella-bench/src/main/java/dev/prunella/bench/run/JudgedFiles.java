package dev.prunella.bench.run;

import dev.prunella.local.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A project whose day is one large file of twenty columns: loaded, and written once more with a
 * changed column. Bare, or with a contract for both tables and with both judged by their history.
 */
final class JudgedFiles {
  static final LocalDate DAY = LocalDate.of(2025, 3, 3);

  /** Days before it, so that there is a history to judge by. */
  static final int EARLIER = 30;

  private static final int ROWS_EARLIER = 200;

  /** A line's number begins with its day's, so that no other day has it. */
  private static final long MOST_ROWS = 1_000_000_000;

  static final List<String> TABLES = List.of("raw_lines", "lines");

  /** Keys, categories, names, times, amounts that add up, and readings. */
  private static final String GENERATED =
      """
      'L' || (number + i) AS line, 'C' || (h1 % 50000) AS customer, 'P' || (h2 % 4000) AS product,
      'Product number ' || (h2 % 4000) || ' of the list' AS title,
      ['new', 'paid', 'sent', 'back'][1 + CAST(h3 % 4 AS BIGINT)] AS state,
      ['AT', 'BE', 'CL', 'DK', 'EE', 'FI'][1 + CAST(h1 % 50000 % 6 AS BIGINT)] AS country,
      'W' || (h1 % 12) AS warehouse,
      day + INTERVAL (CAST(h4 % 86400 AS BIGINT)) SECOND AS sold_at,
      day + INTERVAL (CAST(h4 % 86400 + h1 % 900 AS BIGINT)) SECOND AS packed_at,
      CAST(1 + h3 % 9 AS BIGINT) AS pieces,
      round(2.37 + 0.61 * (h2 % 4000), 2) AS price,
      round((2.37 + 0.61 * (h2 % 4000)) * (1 + h3 % 9), 2) AS net,
      round((2.37 + 0.61 * (h2 % 4000)) * (1 + h3 % 9) * 0.2, 2) AS tax,
      CAST(h4 % 400 AS DOUBLE) / 10 AS weight, CAST(h1 % 1000 AS DOUBLE) / 7 AS distance,
      CAST(h3 % 100 AS BIGINT) AS rank,
      CASE WHEN h2 % 11 = 0 THEN NULL ELSE CAST(h1 % 77 AS BIGINT) END AS rating,
      sin(CAST(h4 AS DOUBLE)) * 40 AS reading, h1 % 2 = 0 AS gift, 'note ' || (h4 % 1000) AS note""";

  private static final Map<String, String> TYPES = types();

  private JudgedFiles() {}

  private static Map<String, String> types() {
    var types = new LinkedHashMap<String, String>();
    List.of("line", "customer", "product", "title", "state", "country", "warehouse")
        .forEach(text -> types.put(text, "string"));
    List.of("sold_at", "packed_at").forEach(time -> types.put(time, "timestamp"));
    types.put("pieces", "long");
    List.of("price", "net", "tax", "weight", "distance").forEach(n -> types.put(n, "double"));
    List.of("rank", "rating").forEach(n -> types.put(n, "long"));
    types.put("reading", "double");
    types.put("gift", "boolean");
    types.put("note", "string");
    return types;
  }

  /** Writes the landing files: the earlier days, and the large one, which is returned. */
  static Path landing(Connection connection, Path folder, long rows, long seed)
      throws IOException, SQLException {
    var landing = Files.createDirectories(folder.resolve("landing"));
    for (int day = 0; day < EARLIER; day++) {
      generate(connection, landing, DAY.minusDays(EARLIER - day), ROWS_EARLIER, seed + day + 1);
    }
    return generate(connection, landing, DAY, rows, seed);
  }

  private static Path generate(
      Connection connection, Path landing, LocalDate day, long rows, long seed)
      throws SQLException {
    var file = landing.resolve(day + ".parquet");
    try (var statement = connection.createStatement()) {
      statement.execute(
          "COPY ("
              + rows(day, rows, seed)
              + ") TO "
              + Sql.literal(file.toString())
              + " (FORMAT parquet, COMPRESSION zstd)");
    }
    return file;
  }

  private static String rows(LocalDate day, long rows, long seed) {
    return "SELECT %s FROM (SELECT i, TIMESTAMP '%s' AS day, %d AS number, hash(i, %d) >> 8 AS h1, hash(i, %d) >> 8 AS h2, hash(i, %d) >> 8 AS h3, hash(i, %d) >> 8 AS h4 FROM range(%d) r(i))"
        .formatted(
            GENERATED,
            day,
            day.toEpochDay() * MOST_ROWS,
            4 * seed,
            4 * seed + 1,
            4 * seed + 2,
            4 * seed + 3,
            rows);
  }

  /** Some rows of a table as another day would have them, to stand in a FROM clause. */
  static String someRows(String table, LocalDate day, long rows, long seed) {
    var raw = rows(day, rows, seed);
    return table.equals("raw_lines")
        ? "(" + raw + ")"
        : "(SELECT * REPLACE (round(net * 1.01, 2) AS net) FROM (" + raw + "))";
  }

  /** Writes the project; what makes it judged is added to it, or taken away. */
  static void project(Path folder, boolean judged) throws IOException {
    var files = new LinkedHashMap<String, String>();
    files.put(
        "prunella.yaml",
        """
        name: bench
        anomalies: %s
        edits: %s
        defaults:
          parallel: 1
        pipelines:
          daily:
            interval: daily
            start: %s
        """
            .formatted(
                judged ? "all" : "none", judged ? "hold" : "ignore", DAY.minusDays(EARLIER)));
    files.put(
        "sources/raw_lines.yaml",
        "source: raw_lines\nfiles: landing/{interval:yyyy-MM-dd}.parquet\ncolumns:\n"
            + TYPES.entrySet().stream()
                .map(column -> "  " + column.getKey() + ": " + column.getValue() + "\n")
                .collect(Collectors.joining()));
    files.put(
        "models/lines.sql",
        "-- materialized: interval by sold_at\nselect "
            + TYPES.keySet().stream()
                .map(name -> name.equals("net") ? "round(net * 1.01, 2) as net" : name)
                .collect(Collectors.joining(", "))
            + "\nfrom raw_lines\nwhere _interval >= $interval_start and _interval < $interval_end");
    BenchProject.write(folder, files);
    var contract = folder.resolve("contracts/lines.odcs.yaml");
    Files.deleteIfExists(contract);
    if (judged) {
      BenchProject.write(folder, Map.of("contracts/lines.odcs.yaml", contract()));
    }
  }

  /** For each table: a key, required columns, categories, ranges, a rule and a number of rows. */
  private static String contract() {
    var text =
        new StringBuilder(
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: bench-lines
            name: Lines
            version: 1.0.0
            status: active
            schema:
            """);
    for (var table : TABLES) {
      text.append("  - name: ").append(table);
      text.append("\n    physicalType: table\n    customProperties:\n");
      text.append("      - {property: onAnomaly, value: hold}\n    properties:\n");
      TYPES.forEach((name, type) -> text.append(property(name, type)));
      text.append(
          """
              quality:
                - {id: has-rows, metric: rowCount, mustBeGreaterThan: 0}
                - {id: packed-after-sold, type: custom, engine: prunella, implementation: packed_at >= sold_at}
          """);
    }
    return text.toString();
  }

  private static String property(String name, String type) {
    var more =
        switch (name) {
          case "line" -> ", unique: true";
          case "pieces" -> ", logicalTypeOptions: {minimum: 1, maximum: 9}";
          case "price", "net", "tax", "weight", "distance" -> ", logicalTypeOptions: {minimum: 0}";
          case "rank" -> ", logicalTypeOptions: {minimum: 0, maximum: 99}";
          case "title" -> ", logicalTypeOptions: {minLength: 1, maxLength: 80}";
          case "state" -> oneOf(List.of("new", "paid", "sent", "back"));
          case "country" -> oneOf(List.of("AT", "BE", "CL", "DK", "EE", "FI"));
          default -> "";
        };
    return "      - {name: %s, logicalType: %s, required: %s%s}\n"
        .formatted(name, logical(type), !name.equals("rating"), more);
  }

  private static String oneOf(List<String> values) {
    return ", quality: [{metric: invalidValues, arguments: {validValues: [%s]}, mustBe: 0}]"
        .formatted(String.join(", ", values));
  }

  private static String logical(String type) {
    return switch (type) {
      case "long" -> "integer";
      case "double" -> "number";
      default -> type;
    };
  }
}
