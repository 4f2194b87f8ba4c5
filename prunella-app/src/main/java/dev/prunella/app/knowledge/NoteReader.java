package dev.prunella.app.knowledge;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.heal.Reference;
import dev.prunella.heal.SentHeader;
import dev.prunella.incident.NoteVersion;
import dev.prunella.memory.Note;
import dev.prunella.memory.Note.Example;
import dev.prunella.memory.Note.Use;
import dev.prunella.memory.Note.Validity;
import dev.prunella.memory.Scope;
import dev.prunella.memory.Window;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a note, and tells everything that is wrong with it at once. */
public final class NoteReader {
  private static final String FENCE = "---";
  private static final int VERSION_DIGITS = 16;

  /** Which key says more of what is done; where it stands without that, somebody mistook. */
  private static final Map<String, List<String>> COMPANIONS =
      Map.of(
          "window", List.of("retry_later", "wait_out"),
          "ask", List.of("ask"),
          "convert", List.of("convert"),
          "header", List.of("send_header"));

  private final Problems.Of problems;
  private final ZoneId zone;
  private final Optional<NoteNames> names;

  private NoteReader(Problems.Of problems, ZoneId zone, Optional<NoteNames> names) {
    this.problems = problems;
    this.zone = zone;
    this.names = names;
  }

  /**
   * Reads one.
   *
   * @param zone in which days are meant
   * @param names what may be named; where it is not known, names are taken as they are
   * @return empty, and problems, when anything is wrong
   */
  public static Optional<Note> read(
      String path, String text, ZoneId zone, Optional<NoteNames> names, Problems.Of problems) {
    var lines = text.lines().toList();
    int end = lines.isEmpty() || !lines.getFirst().stripTrailing().equals(FENCE) ? -1 : 1;
    // Bounded by the file.
    while (end > 0 && end < lines.size() && !lines.get(end).stripTrailing().equals(FENCE)) {
      end++;
    }
    if (end < 0 || end >= lines.size()) {
      problems.add(
          1,
          end < 0
              ? "a note begins with a line '---', then keys such as 'title' and 'scope', then '---'"
              : "the keys do not end: a line '---' is missing");
      return Optional.empty();
    }
    var documents = YamlText.documents(String.join("\n", lines.subList(0, end)), problems);
    if (documents.isEmpty()) {
      problems.add(1, "a note says at least 'title' and 'scope'");
      return Optional.empty();
    }
    ShapeCheck.check(documents.getFirst(), NoteShape.NOTE, problems);
    var version =
        ObjectId.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, VERSION_DIGITS);
    var body = String.join("\n", lines.subList(end + 1, lines.size())).strip();
    return new NoteReader(problems, zone, names)
        .read(new NoteVersion(path, version), Fields.of(documents.getFirst()), body);
  }

  private Optional<Note> read(NoteVersion id, Fields top, String body) {
    var scope = scope(top);
    var use = use(top);
    var from = moment(top, "from", false);
    var until = moment(top, "until", true);
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      problems.add(top.line("until"), "'until' is not after 'from'");
    }
    var example = top.mapping("example").flatMap(this::example);
    if (use.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Note(
            id,
            top.text("title").orElse(""),
            scope,
            new Validity(from, until, moment(top, "review", true)),
            use.get(),
            top.text("owner"),
            top.mapping("learnt").map(NoteReader::learnt),
            example,
            body));
  }

  private Scope scope(Fields top) {
    var scope = top.mapping("scope");
    if (scope.filter(s -> !s.names().isEmpty()).isEmpty()) {
      problems.add(
          top.line("scope"),
          "'scope' names nothing: tables, sources, steps, systems or a signature");
    }
    scope.ifPresent(
        s ->
            names.ifPresent(
                n -> {
                  known(s.texts("tables"), n.tables(), "table");
                  known(s.texts("sources"), n.sources(), "source");
                  known(s.texts("steps"), n.steps(), "step");
                }));
    return new Scope(
        texts(scope, "tables"),
        texts(scope, "sources"),
        texts(scope, "steps"),
        texts(scope, "systems"),
        scope.flatMap(s -> s.text("signature")).filter(s -> !s.isBlank()));
  }

  private static List<String> texts(Optional<Fields> fields, String key) {
    return fields.stream().flatMap(f -> f.texts(key).stream()).map(Fields.Line::text).toList();
  }

  private void known(List<Fields.Line> given, Collection<String> known, String what) {
    for (var line : given) {
      if (!line.text().contains("*") && known.stream().noneMatch(line.text()::equalsIgnoreCase)) {
        problems.add(
            line.line(),
            "there is no %s '%s'%s"
                .formatted(
                    what,
                    line.text(),
                    DidYouMean.among(known, line.text())
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("")));
      }
    }
  }

  // ---- what is done

  private Optional<Use> use(Fields top) {
    var word = top.text("do").orElse("");
    COMPANIONS.forEach(
        (key, words) -> {
          if (top.has(key) && (word.isEmpty() || isOther(word, words))) {
            problems.add(
                top.line(key),
                "'" + key + "' goes with 'do: " + String.join("' or 'do: ", words) + "'");
          } else if (!top.has(key) && words.contains(word)) {
            problems.add(top.line("do"), "'do: " + word + "' needs '" + key + "'");
          }
        });
    return switch (word) {
      case "retry_later" -> window(top).map(Use.RetryIn::new);
      case "wait_out" -> window(top).map(Use.WaitOut::new);
      case "ask" -> top.text("ask").map(String::strip).map(Use.Ask::new);
      case "convert" -> top.mapping("convert").flatMap(c -> convert(top, c));
      case "send_header" -> top.mapping("header").flatMap(NoteReader::header);
      default -> Optional.of(new Use.Fact());
    };
  }

  /** What is no word at all is told already. */
  private static boolean isOther(String word, List<String> words) {
    return !words.contains(word) && COMPANIONS.values().stream().anyMatch(w -> w.contains(word));
  }

  private Optional<Window> window(Fields top) {
    var text = top.text("window").filter(t -> t.matches(Window.FORM));
    try {
      return text.map(Window::parse);
    } catch (IllegalArgumentException e) {
      problems.add(top.line("window"), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** What is not of its form has been told already. */
  private static Optional<Use> header(Fields fields) {
    return fields
        .text("name")
        .filter(name -> name.matches(SentHeader.NAME))
        .flatMap(
            name ->
                fields
                    .text("secret")
                    .filter(secret -> secret.matches(SentHeader.REFERENCE))
                    .map(
                        secret ->
                            new Use.SendHeader(
                                new SentHeader(name, fields.text("scheme"), secret))));
  }

  private Optional<Use> convert(Fields top, Fields fields) {
    var column = fields.text("column");
    var at = fields.text("at");
    var with = fields.text("with");
    var divisor = fields.text("divide_by");
    var rate = divisor.or(() -> fields.text("multiply_by"));
    if (column.isEmpty() || at.isEmpty() || with.isEmpty() || rate.isEmpty()) {
      return Optional.empty();
    }
    var rates = table(with.get(), fields.line("with"));
    var unit = fields.text("unit").orElse("currency");
    var day = fields.text("day").orElse("date");
    names.ifPresent(
        n -> {
          known(fields.texts("with"), n.tables(), "table");
          rates.ifPresent(
              t -> {
                column(n, t, fields.line("unit"), unit);
                column(n, t, fields.line("day"), day);
                column(
                    n,
                    t,
                    fields.line(divisor.isPresent() ? "divide_by" : "multiply_by"),
                    rate.get());
              });
          for (var table : texts(top.mapping("scope"), "tables")) {
            if (!table.contains("*")) {
              table(table, top.line("scope"))
                  .ifPresent(
                      t -> {
                        column(n, t, fields.line("column"), column.get());
                        column(n, t, fields.line("at"), at.get());
                      });
            }
          }
        });
    return rates.map(
        t ->
            new Use.Convert(
                new Reference(
                    column.get(),
                    at.get(),
                    t,
                    unit,
                    day,
                    rate.get(),
                    divisor.isPresent(),
                    fields.text("usual"))));
  }

  private void column(NoteNames names, TableName table, int line, String column) {
    names
        .columns(table)
        .filter(all -> all.stream().noneMatch(column::equalsIgnoreCase))
        .ifPresent(
            all ->
                problems.add(
                    line,
                    "%s has no column '%s'%s"
                        .formatted(
                            table,
                            column,
                            DidYouMean.among(all, column)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""))));
  }

  private Optional<TableName> table(String text, int line) {
    try {
      return Optional.of(TableName.parse(text));
    } catch (IllegalArgumentException e) {
      problems.add(line, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  // ---- the rest

  private static String learnt(Fields fields) {
    var words = new ArrayList<String>();
    fields.text("incident").ifPresent(i -> words.add("at " + i));
    fields.text("from").ifPresent(who -> words.add("from " + who));
    fields.text("at").ifPresent(at -> words.add(at));
    return words.stream().collect(Collectors.joining(", "));
  }

  private Optional<Example> example(Fields fields) {
    var table = fields.text("table").flatMap(t -> table(t, fields.line("table")));
    var value =
        fields
            .text("value")
            .flatMap(
                v -> {
                  try {
                    return Optional.of(new BigDecimal(v));
                  } catch (NumberFormatException e) {
                    problems.add(fields.line("value"), "'example.value' is no number: " + v);
                    return Optional.empty();
                  }
                });
    var day = fields.text("day").flatMap(d -> day(d, fields.line("day"), "example.day"));
    var at = moment(fields, "at", false);
    return table.map(
        t ->
            new Example(
                t,
                fields.text("failure").orElse(""),
                at,
                value,
                fields.text("unit"),
                day,
                fields.text("expect").orElse("")));
  }

  /** A day is meant from its beginning, or to its end. */
  private Optional<Instant> moment(Fields fields, String key, boolean toItsEnd) {
    var text = fields.text(key).filter(t -> t.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?"));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.get().contains("T")) {
      return day(text.get(), fields.line(key), key)
          .map(day -> day.plusDays(toItsEnd ? 1 : 0).atStartOfDay(zone).toInstant());
    }
    try {
      return text.map(t -> OffsetDateTime.parse(t).toInstant());
    } catch (DateTimeException e) {
      problems.add(fields.line(key), "'" + key + "' is no moment of the calendar: " + text.get());
      return Optional.empty();
    }
  }

  private Optional<LocalDate> day(String text, int line, String key) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      problems.add(line, "'" + key + "' is no day of the calendar: " + text);
      return Optional.empty();
    }
  }
}
