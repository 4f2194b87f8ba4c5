package dev.prunella.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/**
 * A project of a source and two models, {@code raw_orders -> stg -> sales}, with a file for each of
 * the first days of November 2026: two orders a day.
 */
final class SmallShop {
  static final List<String> TABLES = List.of("raw_orders", "sales", "stg");
  static final String SOURCE = "sources/orders.yaml";

  private SmallShop() {}

  static Shell in(Path folder, int days) {
    var shell = new Shell(folder);
    try {
      for (var name : List.of("models", "sources", "landing")) {
        Files.createDirectories(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shell.write(
        "prunella.yaml",
        """
        name: shop
        pipelines:
          shop: {interval: daily, start: 2026-11-01}
        """);
    shell.write(SOURCE, source());
    shell.write(
        "models/stg.sql",
        """
        -- materialized: interval by day
        select id, country, amount, day
        from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
        """);
    shell.write(
        "models/sales.sql",
        """
        -- materialized: full
        select country, sum(amount) as amount, count(*) as orders from stg group by all
        """);
    for (int day = 1; day <= days; day++) {
      longAgo(shell.write(landing(day), good(day)));
    }
    shell.ok("init");
    return shell;
  }

  /** A file that was written just now may be still being written: a backfill would wait for it. */
  static void longAgo(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String source() {
    return """
        source: raw_orders
        files: landing/{interval:yyyy-MM-dd}.csv
        columns:
          id: long
          country: string
          amount: decimal(10,2)
          day: date
        """;
  }

  static String day(int day) {
    return String.format("2026-11-%02d", day);
  }

  static String landing(int day) {
    return "landing/" + day(day) + ".csv";
  }

  static String good(int day) {
    return "id,country,amount,day\n%d1,DE,1.50,%s\n%d2,FR,2.50,%s\n"
        .formatted(day, day(day), day, day(day));
  }

  /** Forty rows, of which one has no country. */
  static String forty(int day) {
    var text = new StringBuilder("id,country,amount,day\n");
    for (int i = 10; i < 50; i++) {
      text.append(day).append(i).append(i == 30 ? "," : ",DE").append(",1.50,");
      text.append(day(day)).append('\n');
    }
    return text.toString();
  }
}
