package dev.prunella.bench.heal.ground;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.transfer.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A feed's real rows in a temporary table, cut into days. For one thread, as its connection is. */
final class Pool {
  private static final String ROW = "prunella_ground_row";
  private static final String DAY = "prunella_ground_day";
  private static final String RANK = "prunella_ground_rank_";

  private final Feed feed;
  private final String table;
  private final Map<String, String> types;
  private final Map<String, FreshKeys> fresh;
  private final Map<LocalDate, Integer> days;

  private Pool(
      Feed feed,
      String table,
      Map<String, String> types,
      Map<String, FreshKeys> fresh,
      Map<LocalDate, Integer> days) {
    this.feed = feed;
    this.table = table;
    this.types = types;
    this.fresh = fresh;
    this.days = days;
  }

  /**
   * Loads the pool.
   *
   * @param name of a table that is not there yet
   */
  static Pool load(Connection connection, Feed feed, SourceFile source, String name)
      throws SQLException {
    var types = new LinkedHashMap<String, String>();
    source.columns().forEach((column, type) -> types.put(column, ColumnType.duckDb(column, type)));
    var table = Sql.identifier(name);
    try (var statement = connection.createStatement()) {
      statement.execute("SET preserve_insertion_order = true");
      statement.execute(load(feed, types, table));
      var days = new TreeMap<LocalDate, Integer>();
      try (var found =
          statement.executeQuery(
              "SELECT CAST(" + DAY + " AS VARCHAR), count(*) FROM " + table + " GROUP BY 1")) {
        while (found.next()) {
          days.put(LocalDate.parse(found.getString(1)), found.getInt(2));
        }
      }
      if (days.isEmpty()) {
        throw new IllegalArgumentException("the pool " + feed.pool() + " has no rows");
      }
      var fresh = new LinkedHashMap<String, FreshKeys>();
      for (int i = 0; i < feed.fresh().size(); i++) {
        var column = feed.fresh().get(i);
        fresh.put(column, FreshKeys.of(connection, table, column, type(types, column), RANK + i));
      }
      return new Pool(feed, table, types, fresh, days);
    }
  }

  private static String load(Feed feed, Map<String, String> types, String table) {
    var columns =
        types.entrySet().stream()
            .map(
                e ->
                    "CAST(%1$s AS %2$s) AS %1$s"
                        .formatted(Sql.identifier(e.getKey()), e.getValue()))
            .collect(Collectors.joining(", "));
    var ranks = new StringBuilder();
    for (int i = 0; i < feed.fresh().size(); i++) {
      // By the number and not by the letters before it: a cancellation counts on as a sale does.
      var text = Sql.identifier(feed.fresh().get(i)) + "::VARCHAR";
      ranks.append(
          ", dense_rank() OVER (PARTITION BY %1$s ORDER BY try_cast(regexp_extract(%2$s, '[0-9]{1,18}$') AS BIGINT)) AS %3$s%4$d"
              .formatted(DAY, text, RANK, i));
    }
    return ("CREATE TEMP TABLE %1$s AS SELECT *%2$s FROM (SELECT %3$s, CAST(CAST(%4$s AS TIMESTAMP) AS DATE) AS %5$s,"
            + " row_number() OVER () AS %6$s FROM %7$s) ORDER BY %6$s")
        .formatted(table, ranks, columns, Sql.identifier(feed.time()), DAY, ROW, csv(feed));
  }

  /** A feed's real rows as texts, in their order. */
  static String csv(Feed feed) {
    return "read_csv("
        + Sql.literal(feed.pool().toString())
        + ", header = true, delim = ',', quote = '\"', escape = '\"', all_varchar = true, nullstr = '', parallel = false)";
  }

  private static String type(Map<String, String> types, String column) {
    var type = types.get(column);
    if (type == null) {
      throw new IllegalArgumentException("the source does not declare the column '" + column + "'");
    }
    return type;
  }

  String table() {
    return table;
  }

  /**
   * A day's rows: a part of those of a real day of the same weekday, under other names.
   *
   * @param date what the day is to be
   */
  String rows(int day, LocalDate date, Names names, Draw draw) {
    var donor = donor(day, date, draw);
    var thing = feed.source() + "/" + day;
    double share = draw.between(feed.least(), feed.most(), "share/" + thing);
    long kept = Math.max(1, Math.round(days.getOrDefault(donor, 0) * share));
    long later = date.toEpochDay() - donor.toEpochDay();
    var columns =
        types.entrySet().stream()
            .map(
                e ->
                    value(e.getKey(), e.getValue(), day, later, draw)
                        + " AS "
                        + Sql.identifier(names.column(e.getKey())))
            .collect(Collectors.joining(", "));
    return ("(SELECT %1$s FROM %2$s WHERE %3$s IN (SELECT %3$s FROM %2$s WHERE %4$s = DATE %5$s"
            + " ORDER BY md5(%6$s || %3$s), %3$s LIMIT %7$d) ORDER BY %3$s)")
        .formatted(
            columns,
            table,
            ROW,
            DAY,
            Sql.literal(donor.toString()),
            Sql.literal(draw.seed() + "/" + thing + "/"),
            kept);
  }

  private String value(String column, String type, int day, long later, Draw draw) {
    var keys = fresh.get(column);
    if (keys != null) {
      return keys.of(day, draw);
    }
    var name = Sql.identifier(column);
    return switch (type) {
      case "DATE" -> "CAST(" + name + " + INTERVAL (" + later + ") DAY AS DATE)";
      case "TIMESTAMP" -> name + " + INTERVAL (" + later + ") DAY";
      // Hours, since a day would be one of the connection's time zone.
      case "TIMESTAMPTZ" -> name + " + INTERVAL (" + later * 24 + ") HOUR";
      default -> name;
    };
  }

  /**
   * The real days of a weekday are dealt like cards: none comes again before all have come. Where
   * the pool has no such weekday, all days are one deck.
   */
  private LocalDate donor(int day, LocalDate date, Draw draw) {
    var deck = deck(date.getDayOfWeek());
    boolean weekly = deck.size() < days.size();
    int turn = weekly ? day / 7 : day;
    var round = "donor/" + feed.source() + "/" + turn / deck.size() + "/";
    deck.sort(
        Comparator.comparingLong((LocalDate d) -> draw.of(round + d))
            .thenComparing(Comparator.naturalOrder()));
    return deck.get(turn % deck.size());
  }

  private List<LocalDate> deck(DayOfWeek weekday) {
    var deck = new ArrayList<>(days.keySet());
    if (deck.stream().anyMatch(d -> d.getDayOfWeek() == weekday)) {
      deck.removeIf(d -> d.getDayOfWeek() != weekday);
    }
    return deck;
  }
}
