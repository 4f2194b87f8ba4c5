package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A shop for stories of the healer, {@code raw -> stg -> sums}, of which every table and column has
 * its name by a seed, and beside it a twin that nothing befalls. A day's rows come by the seed too.
 */
final class HealShop {
  /** Set {@code -Dprunella.stories.seed} to tell the stories in other names and values. */
  private static final long SEED = Long.getLong("prunella.stories.seed", 20261126);

  private static final List<String> PLACES = List.of("DE", "FR", "JP");
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 2);

  final String raw;
  final String stg;
  final String sums;
  final String id;
  final String place;
  final String product;
  final String pieces;
  final String amount;
  final String placed;

  final Path folder;
  final Shell shell;
  final Shell twin;
  final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T06:00:00Z"));

  private final String told;
  private LocalDate next = FIRST;

  /** The sixth of March: a day whose month and day may stand for each other. */
  LocalDate early = FIRST;

  private HealShop(Path folder) {
    var random = new Random(SEED);
    told = "told with -Dprunella.stories.seed=" + SEED;
    var thing = one(random, "booking", "parcel", "ticket", "claim");
    raw = "raw_" + thing;
    stg = one(random, "stg_", "clean_", "core_") + thing;
    sums = thing + one(random, "_by_day", "_sums", "_figures");
    id = thing + one(random, "_id", "_number", "_key");
    place = one(random, "country", "region", "market");
    product = one(random, "product", "article", "sku");
    pieces = one(random, "pieces", "quantity", "units");
    amount = one(random, "amount", "price_total", "revenue");
    placed = one(random, "placed_on", "ordered_at", "sold_on");
    this.folder = folder;
    shell = new Shell(folder.resolve("shop"));
    twin = new Shell(folder.resolve("twin"));
    shell.clock = clock;
    for (var each : List.of(shell, twin)) {
      for (var name : List.of("models", "sources", "landing", "contracts", "knowledge")) {
        folder(each.folder.resolve(name));
      }
      restore(each, each == twin ? "none" : "all");
    }
    shell.ok("init");
    twin.ok("init");
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  private static void folder(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A shop with three good days behind it: enough for what fails loudly. */
  static HealShop young(Path folder) {
    var shop = new HealShop(folder);
    for (int i = 0; i < 3; i++) {
      var day = shop.nextDay();
      shop.deliver(day, shop.good(day));
      shop.shell.ok("run", "-i", day.toString());
    }
    return shop;
  }

  /** A shop whose source has brought good rows for so many days. */
  static HealShop old(Path folder, int days) {
    var shop = new HealShop(folder);
    settings(shop.shell, "none", "act");
    var from = shop.next;
    for (int i = 0; i < days; i++) {
      var day = shop.nextDay();
      shop.deliver(day, shop.good(day));
    }
    shop.shell.ok(
        "backfill", "--from", from.toString(), "--to", shop.next.toString(), "--select", shop.raw);
    shop.early = shop.nextDay();
    var first = shop.nextDay();
    shop.deliver(first, shop.good(first));
    shop.shell.ok("run", "-i", first.toString());
    shop.restore();
    return shop;
  }

  /** All files as they were at first, but for corrections and what was delivered. */
  HealShop restore() {
    restore(shell, "all");
    return this;
  }

  private void restore(Shell to, String anomalies) {
    forget(to.folder.resolve("knowledge"));
    settings(to, anomalies, "act");
    source(to, "files: landing/{interval:yyyy-MM-dd}.csv");
    to.write("models/" + stg + ".sql", model());
    to.write(
        "models/" + sums + ".sql",
        """
        -- materialized: interval by day
        select day, %s, sum(%s) as total, count(*) as n
        from %s
        where day >= cast($interval_start as date) and day < cast($interval_end as date)
        group by all
        """
            .formatted(place, amount, stg));
    contract(to, "");
  }

  private static void forget(Path notes) {
    try (var all = Files.list(notes)) {
      for (var note : (Iterable<Path>) all::iterator) {
        Files.delete(note);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void source(Shell to, String from) {
    to.write(
        "sources/orders.yaml",
        """
        source: %s
        %s
        columns: {%s: long, %s: string, %s: string, %s: long, %s: "decimal(12,2)", %s: date}
        owner: lea@shop.example
        """
            .formatted(raw, from, id, place, product, pieces, amount, placed));
  }

  /** From now on rows come from a server, at 02:47 of the night after their day. */
  void http(String address) {
    http(address, "47 2 * * *");
  }

  /** The same, at other times. */
  void http(String address, String schedule) {
    source(shell, "http: {url: '" + address + "?of={interval_start:yyyy-MM-dd}'}");
    settings(shell, "all", "act", ", schedule: " + schedule);
  }

  /** Somebody writes down what they know. */
  void note(String name, String text) {
    shell.write("knowledge/" + name + ".md", text);
  }

  /** From now on rows come from elsewhere, as a source's file says it. */
  void from(String lines) {
    source(shell, lines);
  }

  String model() {
    return """
        -- materialized: interval by day
        select cast($interval_start as date) as day, %s, %s, %s, %s, %s, %s
        from %s
        where _interval >= $interval_start and _interval < $interval_end
        """
        .formatted(id, place, product, pieces, amount, placed, raw);
  }

  /** The same, but that it takes a word for a number. */
  String misreadingModel() {
    return model()
        .replaceFirst(place, "cast(cast(" + place + " as integer) as string) as " + place);
  }

  /** What the tables promise; more may be promised of the amount. */
  void contract(String moreOfAmount) {
    contract(shell, moreOfAmount);
  }

  private void contract(Shell to, String moreOfAmount) {
    var text = new StringBuilder();
    text.append(
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop
        version: 1.0.0
        status: active
        schema:
        """);
    text.append("  - name: ").append(raw).append("\n    properties:\n");
    text.append("      - {name: ").append(id).append(", logicalType: integer, required: true}\n");
    text.append("      - name: ").append(amount).append("\n        logicalType: number\n");
    text.append("        required: true\n").append(moreOfAmount.indent(8));
    text.append("  - name: ").append(stg).append("\n    properties:\n");
    text.append("      - {name: ").append(id).append(", logicalType: integer, unique: true}\n");
    to.write("contracts/shop.odcs.yaml", text.toString());
  }

  /** {@code observe}, {@code propose} or {@code act}. */
  void mode(String mode) {
    settings(shell, "all", mode);
  }

  private static void settings(Shell to, String anomalies, String mode) {
    settings(to, anomalies, mode, "");
  }

  private static void settings(Shell to, String anomalies, String mode, String more) {
    to.write(
        "prunella.yaml",
        """
        name: shop
        mode: %s
        anomalies: %s
        pipelines:
          daily: {interval: daily, start: %s%s}
        """
            .formatted(mode, anomalies, FIRST, more));
  }

  LocalDate nextDay() {
    var day = next;
    next = next.plusDays(1);
    return day;
  }

  /** About seventy rows, more at weekends; a product's price differs by place, and by row. */
  Sheet good(LocalDate day) {
    var random = new Random(SEED ^ day.toEpochDay());
    return good(day, 62 + random.nextInt(12) + (day.getDayOfWeek().getValue() > 5 ? 20 : 0));
  }

  Sheet good(LocalDate day, int count) {
    var random = new Random(SEED + 31 * day.toEpochDay());
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(PLACES.size());
      int what = random.nextInt(12);
      int many = 1 + random.nextInt(4);
      double price = (5 + 3 * what) * (1 + 0.1 * at) * (0.95 + 0.1 * random.nextDouble());
      rows.add(
          List.of(
              Long.toString(day.toEpochDay() * 10_000 + i),
              PLACES.get(at),
              String.format(Locale.ROOT, "p%02d", what),
              Integer.toString(many),
              String.format(Locale.ROOT, "%.2f", price * many),
              day.minusDays(random.nextInt(3)).toString()));
    }
    return new Sheet(List.of(id, place, product, pieces, amount, placed), rows);
  }

  static String cents(String amount) {
    return new BigDecimal(amount).movePointRight(2).setScale(2).toPlainString();
  }

  void deliver(LocalDate day, Sheet sheet) {
    deliver(shell, day, sheet);
  }

  private static void deliver(Shell to, LocalDate day, Sheet sheet) {
    SmallShop.longAgo(to.write("landing/" + day + ".csv", sheet.csv()));
  }

  /** What is delivered does not come through, and nobody sees anything of it. */
  void held(LocalDate day, Sheet sheet) {
    deliver(day, sheet);
    var head = shell.head("main");
    shell.run("run", "-i", day.toString()).exits(Exit.HELD);
    assertThat(shell.head("main")).as(told).isEqualTo(head);
  }

  /** Wakes the healer now, and tells how the incident of a day stands after it. */
  JsonNode heal(LocalDate day) {
    var answer = shell.run("heal");
    assertThat(answer.exit()).as(answer.err()).isIn(Exit.OK.code(), Exit.HELD.code());
    return incident(day);
  }

  /** Whether there is an incident of a day. */
  boolean isKnown(LocalDate day) {
    return shell.ok("incidents", "--json", "-n", "100").out().contains("\"" + day + "\"");
  }

  /** Chance by the seed, for what is not in the data. */
  Random random() {
    return new Random(SEED + next.toEpochDay());
  }

  /** The newest incident of a day. */
  JsonNode incident(LocalDate day) {
    for (var one : shell.ok("incidents", "--json", "-n", "100").json().path("incidents")) {
      if (one.path("interval").asText().equals(day.toString())) {
        return one;
      }
    }
    throw new AssertionError("no incident of " + day);
  }

  String number(LocalDate day) {
    return incident(day).path("incident").asText().replace("INC-", "");
  }

  void isHealed(LocalDate day) {
    is(day, "healed");
    isAsInTheTwin(day);
  }

  void is(LocalDate day, String state) {
    var incident = incident(day);
    assertThat(incident.path("state").asText())
        .as("%s: %s", told, shell.ok("incidents", number(day)).out())
        .isEqualTo(state);
  }

  /** Main has all rows of a day as if nothing had befallen it. */
  void isAsInTheTwin(LocalDate day) {
    isAsInTheTwin(day, good(day));
  }

  void isAsInTheTwin(LocalDate day, Sheet brought) {
    deliver(twin, day, brought);
    twin.ok("run", "-i", day.toString());
    assertThat(rows(shell, day)).as(told).isEqualTo(rows(twin, day)).hasSize(3);
  }

  private Map<String, String> rows(Shell of, LocalDate day) {
    var rows = new TreeMap<String, String>();
    var columns = String.join(", ", id, place, product, pieces, amount, placed);
    var raws = "select " + columns + " from " + raw + " where " + interval(day) + " order by all";
    rows.put(raw, of.ok("sql", raws, "--format", "csv").out());
    for (var table : List.of(stg, sums)) {
      var query = "select * from " + table + " where day = date '" + day + "' order by all";
      var text = of.ok("sql", query, "--format", "csv").out();
      assertThat(text.lines().count()).as(table).isGreaterThan(1);
      rows.put(table, text);
    }
    return rows;
  }

  String interval(LocalDate day) {
    return "_interval = timestamptz '" + day + " 00:00:00+00'";
  }

  /** How many rows of a day readers see in the source's table. */
  int seen(LocalDate day) {
    return Integer.parseInt(shell.value("select count(*) from " + raw + " where " + interval(day)));
  }

  /** Everything that people wrote, path by path: all but the lake and corrections. */
  Map<String, String> files() {
    var files = new TreeMap<String, String>();
    try (var all = Files.walk(shell.folder)) {
      for (var file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        var path = shell.folder.relativize(file).toString();
        if (!path.startsWith(".prunella") && !path.startsWith("corrections")) {
          files.put(path, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The corrections that were written for a day. */
  List<String> corrections(LocalDate day) {
    var folder = shell.folder.resolve("corrections");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.map(f -> f.getFileName().toString())
          .filter(name -> name.contains(day.toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
