package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Position;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.DidYouMean;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model's SQL with its parameters put in as typed literals, and the way back from a place in what
 * runs to the place in what the user wrote.
 */
final class ModelSql {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  /** A parameter that was put in: {@code shift} more characters stand before what follows. */
  private record Put(int start, int end, int shift) {}

  private final String written;
  private final String text;
  private final StepTask task;
  private final List<Put> puts;

  private ModelSql(String written, String text, StepTask task, List<Put> puts) {
    this.written = written;
    this.text = text;
    this.task = task;
    this.puts = puts;
  }

  static ModelSql of(String written, StepTask task) {
    var values = values(task);
    var text = new StringBuilder();
    var puts = new ArrayList<Put>();
    int from = 0;
    for (var word : SqlWords.of(written)) {
      if (word.kind() != SqlWords.Kind.PARAMETER) {
        continue;
      }
      text.append(written, from, word.start());
      int start = text.length();
      text.append(value(values, word, written, task));
      puts.add(new Put(start, text.length(), text.length() - word.end()));
      from = word.end();
    }
    text.append(written, from, written.length());
    return new ModelSql(written, text.toString(), task, List.copyOf(puts));
  }

  private static Map<String, String> values(StepTask task) {
    var values = new LinkedHashMap<String, String>();
    task.interval()
        .ifPresent(
            interval -> {
              values.put("interval_start", timestamp(interval.start()));
              values.put("interval_end", timestamp(interval.end()));
            });
    task.intervalLabel().ifPresent(label -> values.put("interval", Sql.literal(label)));
    values.put("run_at", timestamp(task.runAt()));
    values.put("seed", "(" + task.seed() + "::BIGINT)");
    return values;
  }

  static String timestamp(Instant at) {
    return "TIMESTAMPTZ '" + MICROS.format(at) + "+00'";
  }

  private static String value(
      Map<String, String> values, SqlWords.Word word, String written, StepTask task) {
    var name = word.text().substring(1).toLowerCase(Locale.ROOT);
    var value = values.get(name);
    if (value != null) {
      return value;
    }
    boolean needsInterval = name.startsWith("interval") && task.interval().isEmpty();
    var position = Position.in(written, word.start());
    throw new FaultException(
        Fault.of(
                Kind.SQL_INVALID,
                needsInterval
                    ? "'" + word.text() + "' has no value: this run is for no interval"
                    : "there is no parameter '" + word.text() + "'" + near(values, name),
                needsInterval
                    ? "give the pipeline an interval, or leave the parameter out"
                    : "parameters are $" + String.join(", $", values.keySet()))
            .at(task.step().place().at(task.step().place().line() + position.line() - 1))
            .with("position", position.toString()));
  }

  private static String near(Map<String, String> values, String name) {
    return DidYouMean.among(List.copyOf(values.keySet()), name)
        .map(n -> "; did you mean '$" + n + "'?")
        .orElse("");
  }

  /** What runs. */
  String text() {
    return text;
  }

  StepTask task() {
    return task;
  }

  /**
   * The place in what was written of a byte of a statement that holds {@link #text}.
   *
   * @param offset counted in bytes of UTF-8, as DuckDB does
   */
  Optional<Position> at(String statement, int offset) {
    int start = statement.indexOf(text);
    var bytes = statement.getBytes(StandardCharsets.UTF_8);
    if (start < 0 || offset < 0 || offset > bytes.length) {
      return Optional.empty();
    }
    int at = new String(bytes, 0, offset, StandardCharsets.UTF_8).length() - start;
    if (at < 0 || at > text.length()) {
      return Optional.empty();
    }
    int shift = 0;
    for (var put : puts) {
      if (put.start() <= at) {
        // Inside of a value: at its parameter.
        shift = at < put.end() ? shift + at - put.start() : put.shift();
      }
    }
    return Optional.of(Position.in(written, at - shift));
  }

  /** Where a word first stands outside of text and comments. */
  Optional<Position> at(String word) {
    return SqlWords.of(written).stream()
        .filter(w -> w.name().equalsIgnoreCase(word))
        .findFirst()
        .map(w -> Position.in(written, w.start()));
  }

  /** Where a text first stands in quotes. */
  Optional<Position> atText(String value) {
    int at = written.indexOf(Sql.literal(value));
    return at < 0 ? Optional.empty() : Optional.of(Position.in(written, at));
  }

  /** The fault at a place of the model's file. */
  Fault at(Fault fault, Position position) {
    var place = task.step().place();
    return fault
        .at(place.at(place.line() + position.line() - 1))
        .with("position", position.toString());
  }
}
