package dev.prunella.bench.heal.fault;

import static dev.prunella.bench.heal.fault.Place.only;
import static dev.prunella.bench.heal.fault.Place.with;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Parameter.Holds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Files that do not hold what they should. */
final class FileKinds {
  private static final Parameter.Amount CUT =
      Wanted.share("the share of the rows that is missing then", 1, 0.1, 0.3, 0.7);

  private static final Parameter.Amount BY = Wanted.factor(1.1, 0.8, 3);

  private FileKinds() {}

  static List<Kind> all() {
    return List.of(
        late(),
        replaced(
            "cut-later",
            "the file of a published interval is replaced by one whose end is missing",
            List.of(CUT),
            place -> {
              double share = place.number(CUT);
              return good -> only(good, "n <= total * " + (1 - share));
            }),
        replaced(
            "scaled-later",
            "the file of a published interval is replaced by one with other numbers in a column",
            List.of(Wanted.column(Holds.NUMBERS), BY),
            place -> {
              var column = place.number();
              double by = place.number(BY);
              return good -> with(good, column, column.quoted() + " * " + by);
            }),
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
        text("html-page", "a page comes instead of rows", _ -> ServerKinds.LOGIN),
        text("delimiter", "bars stand between the values", FileKinds::barred),
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
            "header-again",
            "the line with the columns' names stands in the middle once more",
            FileKinds::withNamesAgain),
        text(
            "cut-line",
            "the last line breaks off",
            text -> text.substring(0, Math.max(1, text.length() - 17))),
        encoding());
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
        About.FILES,
        Wanted.NOTHING,
        false,
        (plan, stage) -> new FileFault(stage.feed(plan, Feed::isFile), says, change));
  }

  private static Kind text(String name, String says, UnaryOperator<String> change) {
    return new Kind(
        name,
        Layer.SOURCE,
        Failure.DATA,
        says,
        About.TEXTS,
        Wanted.NOTHING,
        false,
        (plan, stage) -> {
          var feed = stage.feed(plan, Feed::isText);
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

  private static String withNamesAgain(String text) {
    var lines = text.lines().toList();
    var half = lines.size() / 2;
    return String.join("\n", lines.subList(0, half))
        + "\n"
        + lines.getFirst()
        + "\n"
        + String.join("\n", lines.subList(half, lines.size()))
        + "\n";
  }

  /**
   * With bars between the values; a value that has one itself is quoted, as whoever writes CSV
   * does.
   */
  private static String barred(String text) {
    char delimiter = text.lines().findFirst().orElse("").contains(";") ? ';' : ',';
    var out = new StringBuilder();
    var value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (quoted || (c != delimiter && c != '\n')) {
        value.append(c);
        continue;
      }
      boolean bare = value.indexOf("|") >= 0 && value.charAt(0) != '"';
      out.append(bare ? "\"" + value + "\"" : value).append(c == '\n' ? '\n' : '|');
      value.setLength(0);
    }
    return out.append(value).toString();
  }

  private static byte[] overwritten(byte[] bytes) {
    var damaged = bytes.clone();
    for (int i = damaged.length / 3; i < Math.min(damaged.length, damaged.length / 3 + 64); i++) {
      damaged[i] = (byte) 0xA5;
    }
    return damaged;
  }

  /** What becomes of an interval's good rows when they are brought once more. */
  @FunctionalInterface
  private interface Once {
    UnaryOperator<String> more(Place place) throws SQLException;
  }

  /** It comes between the first wake, for which all was well, and the next. */
  private static Kind replaced(String name, String says, List<Parameter> parameters, Once change) {
    return new Kind(
        name,
        Layer.SOURCE,
        Failure.DATA,
        says,
        About.FILES,
        parameters,
        false,
        (plan, stage) -> {
          var feed = stage.feed(plan, Feed::isFile);
          var other = change.more(Place.of(stage, plan, feed));
          return new FileFault(feed, says, (_, _, bytes) -> Optional.of(bytes)) {
            @Override
            public void after(Stage on, int tick) throws IOException, SQLException {
              if (tick < plan.lasts()) {
                var rows = other.apply(on.world().good(feed, on.tick()));
                on.world().bring(feed, on.tick(), on.world().bytes(feed, rows));
              }
            }
          };
        });
  }

  /** It comes between the first wake and the next. */
  private static Kind late() {
    return new Kind(
        "late",
        Layer.SOURCE,
        Failure.DATA,
        "the file comes an hour late",
        About.FILES,
        Wanted.NOTHING,
        false,
        (plan, stage) -> {
          var feed = stage.feed(plan, Feed::isFile);
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
        About.TEXTS,
        Wanted.NOTHING,
        false,
        (plan, stage) -> {
          var feed = stage.feed(plan, Feed::isText);
          return new FileFault(
              feed,
              "Latin-1 letters",
              (_, _, bytes) -> {
                var text = new String(unpacked(feed, bytes), StandardCharsets.UTF_8);
                return Optional.of(packed(feed, text.getBytes(StandardCharsets.ISO_8859_1)));
              });
        });
  }
}
