package dev.prunella.bench.heal.ground;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.local.transfer.ColumnType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** One feed of a {@code ground.yaml}, held against its pool and its source. */
final class FeedCheck {
  /** A header is not longer; a file of another sort must not be read as a whole. */
  private static final int MOST_HEADER = 100_000;

  private static final Set<String> TIMES = Set.of("date", "timestamp", "timestamptz");

  private final Path folder;
  private final SourceFile source;
  private final Fields fields;
  private final Problems.Of problems;

  FeedCheck(Path folder, SourceFile source, Fields fields, Problems.Of problems) {
    this.folder = folder;
    this.source = source;
    this.fields = fields;
    this.problems = problems;
  }

  Optional<Path> pool() throws IOException {
    var name = fields.text("pool").orElse("");
    var pool = folder.resolve(name).normalize();
    int line = fields.line("pool");
    if (!pool.startsWith(folder.normalize()) || !Files.isRegularFile(pool)) {
      problems.add(line, "there is no file " + name + " in the ground's folder");
      return Optional.empty();
    }
    var header = header(pool);
    if (!new HashSet<>(header).equals(source.columns().keySet())) {
      problems.add(
          line,
          "the pool has the columns "
              + String.join(", ", header)
              + ", but the source declares "
              + (source.columns().isEmpty()
                  ? "none"
                  : String.join(", ", source.columns().keySet())));
    }
    source
        .columns()
        .forEach(
            (column, type) ->
                ColumnType.problem(column, type).ifPresent(problem -> problems.add(line, problem)));
    return Optional.of(pool);
  }

  private static List<String> header(Path pool) throws IOException {
    try (InputStream file = Files.newInputStream(pool);
        InputStream bytes = pool.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
        var reader = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      var line = new StringBuilder();
      for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
        if (line.length() == MOST_HEADER) {
          return List.of();
        }
        line.append((char) c);
      }
      return List.of(line.toString().strip().replace("\"", "").split(","));
    }
  }

  Optional<String> time() {
    var time = fields.text("time").orElse("");
    var type = source.columns().get(time);
    if (type == null) {
      problems.add(fields.line("time"), noColumn(time));
      return Optional.empty();
    }
    if (!TIMES.contains(type)) {
      problems.add(
          fields.line("time"),
          "'" + time + "' is declared as " + type + "; a day is told by a date or timestamp");
    }
    return Optional.of(time);
  }

  List<String> fresh() {
    var fresh = new ArrayList<String>();
    for (var column : fields.texts("fresh")) {
      if (!source.columns().containsKey(column.text())) {
        problems.add(column.line(), noColumn(column.text()));
      } else if (fresh.contains(column.text())) {
        problems.add(column.line(), "'" + column.text() + "' is named twice");
      } else {
        fresh.add(column.text());
      }
    }
    return fresh;
  }

  private String noColumn(String column) {
    return "the source declares no column '"
        + column
        + "'"
        + GroundFile.near(List.copyOf(source.columns().keySet()), column);
  }

  record Share(double least, double most) {}

  Optional<Share> share() {
    var given = fields.texts("share");
    if (given.isEmpty()) {
      return Optional.of(new Share(1, 1));
    }
    try {
      var share =
          new Share(
              Double.parseDouble(given.getFirst().text()),
              Double.parseDouble(given.getLast().text()));
      if (given.size() == 2
          && share.least() > 0
          && share.least() <= share.most()
          && share.most() <= 1) {
        return Optional.of(share);
      }
    } catch (NumberFormatException e) {
      // Told below, as numbers out of range are.
    }
    problems.add(
        fields.line("share"), "'share' is two numbers above 0 and up to 1, the smaller first");
    return Optional.empty();
  }

  Optional<Feed.Delivery> delivery() {
    var to = fields.text("to");
    var key = to.isPresent() ? "to" : "http";
    int line = fields.line(key);
    var pattern = fields.text(key).orElse("");
    if (!pattern.contains(Feed.INTERVAL)) {
      problems.add(line, "'" + key + "' must name the day by " + Feed.INTERVAL);
      return Optional.empty();
    }
    if (to.isEmpty()) {
      if (!pattern.startsWith("/")) {
        problems.add(line, "'http' is a path from the server's root, such as /v1/{interval}");
      }
      return Optional.of(new Feed.Delivery.Http(pattern));
    }
    if (Path.of(pattern).isAbsolute() || List.of(pattern.split("/")).contains("..")) {
      problems.add(line, "'to' is a file of the project, named from its folder");
    }
    var format = FeedFormat.of(pattern);
    if (format.isEmpty()) {
      problems.add(line, "'to' must end with " + FeedFormat.endings());
    } else if (format.get() == FeedFormat.CSV || format.get() == FeedFormat.CSV_GZ) {
      source.options().keySet().stream()
          .filter(option -> !CsvLayout.KNOWN.contains(option))
          .forEach(
              option ->
                  problems.add(
                      line, "the source declares '" + option + "', which a ground cannot write"));
    }
    return Optional.of(new Feed.Delivery.File(pattern));
  }
}
