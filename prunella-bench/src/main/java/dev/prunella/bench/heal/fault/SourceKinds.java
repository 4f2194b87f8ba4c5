package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.bench.heal.world.Answer;
import dev.prunella.bench.heal.world.Answer.Answering;
import dev.prunella.local.duckdb.Sql;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Files and servers that do not bring what they should. */
final class SourceKinds {
  private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain");
  private static final Map<String, String> HTML = Map.of("Content-Type", "text/html");
  private static final String LOGIN =
      "<!doctype html><html><head><title>Sign in</title></head><body><form action=\"/login\""
          + " method=\"post\"><input name=\"user\"></form></body></html>";

  private SourceKinds() {}

  static List<Kind> all() {
    return List.of(
        server(
            "http-500",
            "the server fails for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ -> Answering.always(Answer.of(500, TEXT, "internal error"))),
        server(
            "http-503",
            "the server is in maintenance for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ ->
                Answering.always(
                    Answer.of(503, Map.of("Retry-After", "1800"), "maintenance until 04:00"))),
        server(
            "http-429",
            "the server has had too many requests",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ ->
                Answering.always(
                    Answer.of(429, Map.of("Retry-After", "600"), "rate limit exceeded"))),
        server(
            "http-once",
            "the first request fails, the next does not",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good ->
                (request, query) ->
                    request == 0 ? Answer.of(502, TEXT, "bad gateway") : good.to(request, query)),
        server(
            "http-401",
            "the credential has expired, until somebody renews it",
            Failure.INFRASTRUCTURE,
            false,
            _ ->
                Answering.always(
                    Answer.of(
                        401,
                        Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""),
                        "token expired"))),
        server(
            "http-404",
            "the address is gone for good",
            Failure.DATA,
            false,
            _ -> Answering.always(Answer.of(404, TEXT, "no such resource"))),
        server(
            "http-login",
            "a login page comes, with status 200",
            Failure.INFRASTRUCTURE,
            false,
            _ -> Answering.always(Answer.of(200, HTML, LOGIN))),
        server(
            "http-cut",
            "the answer breaks off for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good -> (request, query) -> cut(good.to(request, query))),
        server(
            "http-half-list",
            "the list breaks off, with status 200, for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good -> (request, query) -> halfOf(good.to(request, query))),
        server(
            "http-slow",
            "the server takes three seconds",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good -> (request, query) -> slow(good.to(request, query))),
        server(
            "http-empty-list",
            "an empty list comes for an hour",
            Failure.DATA,
            true,
            _ -> Answering.always(Answer.json("[]".getBytes(StandardCharsets.UTF_8)))),
        server(
            "http-error-in-200",
            "an error comes as an object with status 200, for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ ->
                Answering.always(
                    Answer.json(
                        "{\"error\": \"upstream timeout\", \"items\": null}"
                            .getBytes(StandardCharsets.UTF_8)))),
        server(
            "http-hangs-up",
            "the server hangs up without a word, for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ -> Answering.always(Answer.hangUp())),
        reference(
            "reference-wrong", "a reference has the values of other rows", SourceKinds::rotated),
        reference("reference-missing", "a reference lacks rows", SourceKinds::thinned),
        late(),
        bytes("lost", "the file never comes", Failure.DATA, (_, _, _) -> Optional.empty()),
        bytes(
            "empty-file", "the file is empty", Failure.DATA, (_, _, _) -> Optional.of(new byte[0])),
        bytes(
            "cut-off",
            "the file breaks off",
            Failure.DATA,
            (_, _, bytes) -> Optional.of(Arrays.copyOf(bytes, Math.max(1, bytes.length * 2 / 3)))),
        bytes(
            "garbage",
            "bytes of the file are overwritten",
            Failure.DATA,
            (_, _, bytes) -> Optional.of(overwritten(bytes))),
        text("html-page", "a page comes instead of rows", _ -> LOGIN),
        text("delimiter", "bars stand between the values", SourceKinds::barred),
        text(
            "no-header",
            "the line with the columns' names is missing",
            text -> text.substring(text.indexOf('\n') + 1)),
        text(
            "header-only",
            "only the line with the columns' names comes",
            text -> text.substring(0, text.indexOf('\n') + 1)),
        text(
            "trailer",
            "a line with a total stands at the end",
            text -> text + "TOTAL;" + text.lines().count() + "\n"),
        text(
            "cut-line",
            "the last line breaks off",
            text -> text.substring(0, Math.max(1, text.length() - 17))),
        encoding(),
        decimalComma(),
        schema(
            "column-renamed",
            "a column has another name",
            Set.of("column", "to"),
            SourceKinds::renamed),
        schema("column-added", "there is a further column", Set.of("to"), SourceKinds::added),
        schema("column-dropped", "a column is missing", Set.of("column"), SourceKinds::dropped),
        schema(
            "column-retyped",
            "a number comes with its unit, as text",
            Set.of("column"),
            SourceKinds::retyped),
        schema(
            "columns-reordered",
            "the columns come in another order",
            Set.of(),
            SourceKinds::reordered));
  }

  // ---- Servers ----

  private static Kind server(
      String name, String says, Failure failure, boolean passes, ServerFault.Change change) {
    return new Kind(
        name,
        Layer.SOURCE,
        failure,
        says,
        Set.of(),
        false,
        (plan, stage) ->
            new ServerFault(
                feed(plan, stage, f -> f.delivery() instanceof Feed.Delivery.Http),
                says,
                passes,
                change));
  }

  private static Feed feed(Planned plan, Stage stage, java.util.function.Predicate<Feed> fits) {
    if (plan.at().isPresent()) {
      var feed = stage.feed(plan);
      if (!fits.test(feed)) {
        throw new Unplayable(feed.source() + " is not delivered in that way");
      }
      return feed;
    }
    return stage.any(stage.world().ground().feeds().stream().filter(fits).toList());
  }

  private static Answer cut(Answer good) {
    return new Answer(
        good.status(),
        good.headers(),
        Arrays.copyOf(good.body(), good.body().length / 2),
        Duration.ZERO,
        good.body().length);
  }

  private static Answer halfOf(Answer good) {
    return new Answer(
        good.status(),
        good.headers(),
        Arrays.copyOf(good.body(), good.body().length / 2),
        Duration.ZERO,
        -1);
  }

  private static Answer slow(Answer good) {
    return new Answer(
        good.status(), good.headers(), good.body(), Duration.ofSeconds(3), good.promised());
  }

  // ---- Files ----

  private static boolean isFile(Feed feed) {
    return feed.delivery() instanceof Feed.Delivery.File;
  }

  private static boolean isText(Feed feed) {
    return feed.delivery() instanceof Feed.Delivery.File(String pattern)
        && pattern.matches(".*\\.csv(\\.gz)?");
  }

  private static boolean isZipped(Feed feed) {
    return feed.delivery() instanceof Feed.Delivery.File(String pattern) && pattern.endsWith(".gz");
  }

  private static Kind bytes(String name, String says, Failure failure, FileFault.Change change) {
    return new Kind(
        name,
        Layer.SOURCE,
        failure,
        says,
        Set.of(),
        false,
        (plan, stage) -> new FileFault(feed(plan, stage, SourceKinds::isFile), says, change));
  }

  private static Kind text(String name, String says, UnaryOperator<String> change) {
    return new Kind(
        name,
        Layer.SOURCE,
        Failure.DATA,
        says,
        Set.of(),
        false,
        (plan, stage) -> {
          var feed = feed(plan, stage, SourceKinds::isText);
          return new FileFault(
              feed,
              says,
              (_, _, bytes) ->
                  Optional.of(
                      packed(
                          feed,
                          change
                              .apply(new String(unpacked(feed, bytes), StandardCharsets.UTF_8))
                              .getBytes(StandardCharsets.UTF_8))));
        });
  }

  private static byte[] unpacked(Feed feed, byte[] bytes) throws IOException {
    if (!isZipped(feed)) {
      return bytes;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static byte[] packed(Feed feed, byte[] bytes) throws IOException {
    if (!isZipped(feed)) {
      return bytes;
    }
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static String barred(String text) {
    return text.replace(text.lines().findFirst().orElse("").contains(";") ? ';' : ',', '|');
  }

  private static byte[] overwritten(byte[] bytes) {
    var damaged = bytes.clone();
    for (int i = damaged.length / 3; i < Math.min(damaged.length, damaged.length / 3 + 64); i++) {
      damaged[i] = (byte) 0xA5;
    }
    return damaged;
  }

  // ---- References: files of the project that are loaded as a whole

  private static Kind reference(String name, String says, UnaryOperator<List<String>> change) {
    return new Kind(
        name,
        Layer.SOURCE,
        Failure.DATA,
        says,
        Set.of(),
        false,
        (_, stage) -> {
          var file = stage.any(references(stage));
          var source = stage.logical(sourceOf(stage, file));
          return new Fault() {
            @Override
            public String told() {
              return says + ": " + file.getFileName();
            }

            @Override
            public Set<String> affects() {
              return Set.of(source);
            }

            @Override
            public void before(Stage on, int tick) throws IOException {
              if (tick == 0) {
                var lines = Files.readAllLines(file);
                var changed = new ArrayList<>(lines.subList(0, 1));
                changed.addAll(change.apply(lines.subList(1, lines.size())));
                on.world()
                    .put(
                        file,
                        (String.join("\n", changed) + "\n").getBytes(StandardCharsets.UTF_8),
                        on.tick());
              }
            }
          };
        });
  }

  private static List<Path> references(Stage stage) throws IOException {
    try (Stream<Path> files = Files.walk(stage.world().project())) {
      return files
          .filter(f -> f.toString().endsWith(".csv") && f.toString().contains("/reference/"))
          .sorted()
          .toList();
    }
  }

  private static String sourceOf(Stage stage, Path file) throws IOException {
    var name = stage.world().project().relativize(file).toString();
    try (Stream<Path> files = Files.walk(stage.world().project().resolve("sources"))) {
      for (var source : files.filter(Files::isRegularFile).sorted().toList()) {
        var lines = Files.readAllLines(source);
        if (lines.contains("files: " + name)) {
          return lines.stream()
              .filter(l -> l.startsWith("source: "))
              .map(l -> l.substring("source: ".length()))
              .findFirst()
              .orElseThrow();
        }
      }
    }
    throw new Unplayable("no source reads " + name);
  }

  /** Each row has the last value of the next. */
  private static List<String> rotated(List<String> rows) {
    var out = new ArrayList<String>();
    for (int i = 0; i < rows.size(); i++) {
      var next = rows.get((i + 1) % rows.size());
      out.add(
          rows.get(i).substring(0, rows.get(i).lastIndexOf(',') + 1)
              + next.substring(next.lastIndexOf(',') + 1));
    }
    return out;
  }

  private static List<String> thinned(List<String> rows) {
    return rows.subList(0, rows.size() / 2);
  }

  /** It comes between the first wake and the next. */
  private static Kind late() {
    return new Kind(
        "late",
        Layer.SOURCE,
        Failure.DATA,
        "the file comes an hour late",
        Set.of(),
        false,
        (plan, stage) -> {
          var feed = feed(plan, stage, SourceKinds::isFile);
          return new FileFault(feed, "the late file", (_, _, _) -> Optional.empty()) {
            @Override
            public void after(Stage on, int tick) throws IOException, SQLException {
              if (tick < plan.lasts()) {
                on.deliverGood(feed, on.tick());
              }
            }
          };
        });
  }

  private static Kind encoding() {
    return new Kind(
        "encoding",
        Layer.SOURCE,
        Failure.DATA,
        "the file is written in Latin-1",
        Set.of(),
        false,
        (plan, stage) -> {
          var feed = feed(plan, stage, SourceKinds::isText);
          return new FileFault(
              feed,
              "Latin-1 letters",
              (_, _, bytes) -> {
                var text = new String(unpacked(feed, bytes), StandardCharsets.UTF_8);
                return Optional.of(packed(feed, text.getBytes(StandardCharsets.ISO_8859_1)));
              });
        });
  }

  private static Kind decimalComma() {
    return new Kind(
        "decimal-comma",
        Layer.SOURCE,
        Failure.DATA,
        "numbers are written with a comma",
        Set.of("column"),
        false,
        (plan, stage) -> {
          var place = Place.of(stage, plan);
          var column =
              place.column(c -> c.isDecimal() || c.type().equals("DOUBLE"), "of broken numbers");
          if (!isText(place.feed())) {
            throw new Unplayable(place.feed().source() + " is no text");
          }
          return RowFault.of(
              place.feed(),
              column.name() + " with decimal commas",
              (_, _, rows) ->
                  "(SELECT * REPLACE (replace(CAST("
                      + column.quoted()
                      + " AS VARCHAR), '.', ',') AS "
                      + column.quoted()
                      + ") FROM "
                      + rows
                      + " t)");
        });
  }

  // ---- Schemas ----

  private interface Making {
    Fault make(Place place, Planned plan) throws SQLException;
  }

  private static Kind schema(String name, String says, Set<String> parameters, Making making) {
    return new Kind(
        name,
        Layer.SOURCE,
        Failure.CODE,
        says,
        parameters,
        false,
        (plan, stage) -> making.make(Place.of(stage, plan), plan));
  }

  private static Fault renamed(Place place, Planned plan) {
    var column = place.column(_ -> true, "at all");
    var to =
        Optional.ofNullable(plan.with().get("to"))
            .orElseGet(
                () ->
                    List.of(
                            column.name() + "_v2",
                            "new_" + column.name(),
                            column.name().toUpperCase(java.util.Locale.ROOT) + "_1")
                        .get(place.next(3)));
    return RowFault.reshaping(
        place.feed(),
        column.name() + " is named " + to,
        (_, _, rows) ->
            "(SELECT * RENAME ("
                + column.quoted()
                + " AS "
                + Sql.identifier(to)
                + ") FROM "
                + rows
                + " t)");
  }

  private static Fault added(Place place, Planned plan) {
    var to = Optional.ofNullable(plan.with().get("to")).orElse("promo_code");
    return RowFault.reshaping(
        place.feed(),
        to + " is new",
        (_, _, rows) -> "(SELECT *, 'P1' AS " + Sql.identifier(to) + " FROM " + rows + " t)");
  }

  private static Fault dropped(Place place, Planned plan) {
    var column = place.column(_ -> true, "at all");
    return RowFault.reshaping(
        place.feed(),
        column.name() + " is missing",
        (_, _, rows) -> "(SELECT * EXCLUDE (" + column.quoted() + ") FROM " + rows + " t)");
  }

  private static Fault retyped(Place place, Planned plan) {
    var column = place.number();
    return RowFault.reshaping(
        place.feed(),
        column.name() + " comes as text with a unit",
        (_, _, rows) ->
            "(SELECT * REPLACE (CAST("
                + column.quoted()
                + " AS VARCHAR) || ' EUR' AS "
                + column.quoted()
                + ") FROM "
                + rows
                + " t)");
  }

  private static Fault reordered(Place place, Planned plan) {
    var columns = place.columns().reversed();
    var list = columns.stream().map(Place.Column::quoted).collect(Collectors.joining(", "));
    return RowFault.of(
        place.feed(),
        "columns in another order",
        (_, _, rows) -> "(SELECT " + list + " FROM " + rows + " t)");
  }
}
