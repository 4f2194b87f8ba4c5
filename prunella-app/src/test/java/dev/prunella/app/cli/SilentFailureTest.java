package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day whose schema is right and whose values are wrong, after two months of good days. */
class SilentFailureTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final int GOOD_DAYS = 63;
  private static final List<String> COUNTRIES = List.of("DE", "FR", "JP");

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: orders
      version: 1.0.0
      status: active
      schema:
        - name: raw_orders
          properties:
            - {name: order_id, logicalType: integer, required: true}
            - {name: amount, logicalType: number, required: true}
      """;

  /** About sixty orders; a product's price differs by country, and a little by order. */
  private static String orders(LocalDate day, double yen) {
    var random = new Random(day.toEpochDay());
    var text = new StringBuilder("order_id,country,product,quantity,amount,placed_at\n");
    int rows = 60 + random.nextInt(15) + (day.getDayOfWeek().getValue() > 5 ? 20 : 0);
    for (int i = 0; i < rows; i++) {
      int country = random.nextInt(COUNTRIES.size());
      int product = random.nextInt(12);
      int quantity = 1 + random.nextInt(4);
      double price = (5 + 3 * product) * (1 + 0.1 * country) * (0.95 + 0.1 * random.nextDouble());
      double amount = price * quantity * (country == 2 ? yen : 1);
      text.append(
          String.format(
              Locale.ROOT,
              "%d%03d,%s,p%02d,%d,%.2f,%s%n",
              day.toEpochDay(),
              i,
              COUNTRIES.get(country),
              product,
              quantity,
              amount,
              day.atTime(i % 24, i / 24)));
    }
    return text.toString();
  }

  /** The times of two orders, each in the other's row. */
  private static String withTimesOfOthers(String orders) {
    var lines = orders.lines().toList();
    var first = time(lines.get(1));
    var second = time(lines.get(2));
    return orders.replace(first, "?").replace(second, first).replace("?", second);
  }

  private static String time(String line) {
    return line.substring(line.lastIndexOf(',') + 1);
  }

  private static void deliver(Shell shell, LocalDate day, double yen) throws IOException {
    Files.setLastModifiedTime(
        shell.write("landing/" + day + ".csv", orders(day, yen)), FileTime.fromMillis(0));
  }

  /** Two months of good days, and one in yen; all but that day is published. */
  private static Shell shop(Path folder, LocalDate bad) throws IOException {
    var shell = new Shell(folder);
    for (var name : List.of("sources", "landing", "contracts", "models")) {
      Files.createDirectories(folder.resolve(name));
    }
    shell.write(
        "prunella.yaml",
        """
        name: shop
        pipelines:
          shop: {interval: daily, start: 2026-01-01}
        """);
    shell.write(
        "sources/orders.yaml",
        """
        source: raw_orders
        files: landing/{interval:yyyy-MM-dd}.csv
        """);
    for (int i = 0; i < GOOD_DAYS; i++) {
      deliver(shell, FIRST.plusDays(i), 1);
    }
    deliver(shell, bad, 151.2);
    shell.ok("init");
    return shell;
  }

  @Test
  void whatIsKnownToHaveMadeATableWrongIsNotPublishedEither(@TempDir Path folder)
      throws IOException {
    var bad = FIRST.plusDays(GOOD_DAYS);
    var shell = shop(folder, bad);
    // Nobody has promised anything of the raw orders; of what is made from them, somebody has.
    shell.write(
        "contracts/sales.odcs.yaml", CONTRACT.replace("orders", "sales").replace("raw_", ""));
    shell.write(
        "models/sales.sql",
        """
        -- materialized: interval by placed_at
        select order_id, country, quantity, amount, placed_at
        from raw_orders
        where _interval >= $interval_start and _interval < $interval_end
        """);
    shell.write("models/orders_a_day.sql", "select count(*) as orders from raw_orders");
    shell.ok("backfill", "--from", FIRST.toString(), "--to", bad.toString());

    var run = shell.run("run", "--interval", bad.toString()).exits(Exit.HELD).out();

    assertThat(run)
        .contains("skipped: sales is made from it, and not right", "skipped: it needs raw_orders");
    assertThat(shell.value("select count(*) from raw_orders where order_id > " + id(bad)))
        .as("main has nothing of what came")
        .isEqualTo("0");
    assertThat(shell.run("status").out()).contains("STALE");

    shell.ok(
        "anomalies",
        "sales",
        "-i",
        bad.toString(),
        "--at",
        "run/" + (GOOD_DAYS + 1),
        "--accept",
        "--why",
        "prices are in yen from now on");
    shell.ok("resume", "run-" + (GOOD_DAYS + 1));
    assertThat(shell.value("select count(*) from raw_orders where order_id > " + id(bad)))
        .isNotEqualTo("0");
  }

  @Test
  void yenLabelledEuroIsHeldAndAPersonMayAcceptIt(@TempDir Path folder) throws IOException {
    var bad = FIRST.plusDays(GOOD_DAYS);
    var shell = shop(folder, bad);
    shell.write("contracts/orders.odcs.yaml", CONTRACT);
    shell.ok("backfill", "--from", FIRST.toString(), "--to", bad.toString());
    shell.run("anomalies", "raw_orders", "--interval", FIRST.plusDays(40).toString());
    assertThat(starts(folder))
        .as("a look at an old day changes no history")
        .doesNotHaveDuplicates();

    var run = shell.run("run", "--interval", bad.toString()).exits(Exit.HELD).out();

    assertThat(run).contains("HELD").contains("like-its-history").contains("amount");
    assertThat(shell.value("select count(*) from raw_orders where order_id > " + id(bad)))
        .as("main has nothing of it")
        .isEqualTo("0");
    var branch = "run/" + (GOOD_DAYS + 1);
    var seen =
        shell
            .run("anomalies", "raw_orders", "--interval", bad.toString(), "--at", branch)
            .exits(Exit.HELD)
            .out();
    assertThat(seen).contains("unlike its history", "believed", "amount, median", "█");

    shell
        .run("anomalies", "raw_orders", "-i", bad.toString(), "--at", branch, "--accept")
        .exits(Exit.USAGE);
    shell.ok(
        "anomalies",
        "raw_orders",
        "-i",
        bad.toString(),
        "--at",
        branch,
        "--accept",
        "--why",
        "prices are in yen from now on");
    var good = orders(bad, 151.2);
    shell.write("landing/" + bad + ".csv", withTimesOfOthers(good));
    shell.run("resume", "run-" + (GOOD_DAYS + 1)).exits(Exit.HELD);
    assertThat(shell.value("select count(*) from raw_orders where order_id > " + id(bad)))
        .as("the same values, but the times of orders are others': nobody has accepted that")
        .isEqualTo("0");

    deliver(shell, bad, 151.2);
    shell.ok("resume", "run-" + (GOOD_DAYS + 1));
    assertThat(shell.value("select count(*) from raw_orders where order_id > " + id(bad)))
        .isNotEqualTo("0");
    assertThat(shell.ok("profile", "raw_orders", "--interval", bad.toString()).out())
        .contains("country", "amount");
  }

  /** The intervals of the statistics that are kept of a table by its latest outline. */
  private static List<String> starts(Path folder) throws IOException {
    var found = new ArrayList<String>();
    try (var files = Files.walk(folder.resolve(".prunella/lake/statistics"))) {
      for (var file :
          files.filter(f -> f.getFileName().toString().matches("\\d+\\.json\\.gz")).toList()) {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
          var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          found.add(file.getParent() + text.replaceAll("(?s).*?\"start\":\"([^\"]*)\".*", " $1"));
        }
      }
    }
    return found;
  }

  private static long id(LocalDate day) {
    return day.toEpochDay() * 1000 - 1;
  }
}
