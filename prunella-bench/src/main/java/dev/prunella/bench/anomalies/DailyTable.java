package dev.prunella.bench.anomalies;

import dev.prunella.local.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table in DuckDB's memory, cut into days.
 *
 * @param days those that have rows, in order
 */
record DailyTable(String name, Connection connection, String stored, List<LocalDate> days) {

  static final Duration LENGTH = Duration.ofDays(1);

  private static final String DAY = "prunella_bench_day";

  DailyTable {
    days = List.copyOf(days);
  }

  /** A folder of CSV files, one a day, with the day in each file's name. */
  static DailyTable ofFolder(Connection connection, String name, Path folder)
      throws IOException, SQLException {
    List<Path> files;
    try (var listing = Files.list(folder)) {
      files =
          listing
              .filter(
                  f -> f.getFileName().toString().matches(".*\\d{4}-\\d{2}-\\d{2}.*\\.csv(\\.gz)?"))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new IOException(
          folder + " holds no daily files; expected names such as 2011-03-01.csv.gz");
    }
    var list =
        files.stream()
            .map(f -> Sql.literal(f.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    return load(
        connection,
        name,
        "SELECT * EXCLUDE (filename), CAST(regexp_extract(filename, '([0-9]{4}-[0-9]{2}-[0-9]{2})[^/]*$',"
            + " 1) AS DATE) AS "
            + DAY
            + " FROM "
            + csv(list + ", filename = true"));
  }

  /** One file, cut by an expression that gives each row's day. */
  static DailyTable ofFile(Connection connection, String name, Path file, String day)
      throws SQLException {
    return load(
        connection,
        name,
        "SELECT *, " + day + " AS " + DAY + " FROM " + csv(Sql.literal(file.toString())));
  }

  private static String csv(String what) {
    return "read_csv(" + what + ", nullstr = ['', 'NA'], sample_size = 200000)";
  }

  private static DailyTable load(Connection connection, String name, String select)
      throws SQLException {
    var stored = Sql.identifier("bench_" + name);
    try (var statement = connection.createStatement()) {
      statement.execute("SET preserve_insertion_order = true");
      statement.execute("CREATE TEMP TABLE " + stored + " AS " + select);
      var days = new ArrayList<LocalDate>();
      try (var rows =
          statement.executeQuery(
              "SELECT DISTINCT CAST(" + DAY + " AS VARCHAR) FROM " + stored + " ORDER BY 1")) {
        while (rows.next()) {
          days.add(LocalDate.parse(rows.getString(1)));
        }
      }
      return new DailyTable(name, connection, stored, days);
    }
  }

  /** One day's rows, as a query in parentheses. */
  String relation(int day) {
    return "(SELECT * EXCLUDE ("
        + DAY
        + ") FROM "
        + stored
        + " WHERE "
        + DAY
        + " = DATE '"
        + days.get(day)
        + "')";
  }

  Instant start(int day) {
    return days.get(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
