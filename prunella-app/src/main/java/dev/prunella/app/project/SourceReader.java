package dev.prunella.app.project;

import dev.prunella.app.project.LoadedProject.Care;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.contract.CodePlace;
import dev.prunella.local.transfer.ColumnType;
import dev.prunella.local.transfer.FileFormat;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code sources/**}{@code /*.yaml}. */
final class SourceReader {
  /** The column that tells which interval a loaded row belongs to; made by the engine. */
  static final String INTERVAL = "_interval";

  /** The column that tells which batch brought a loaded row; made by the engine. */
  static final String BATCH = "_batch";

  private static final int DEFAULT_FETCH = 10_000;
  private static final int DEFAULT_PAGES = 1_000;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private final StepLimits limits;
  private final Problems.Of problems;

  private SourceReader(StepLimits limits, Problems.Of problems) {
    this.limits = limits;
    this.problems = problems;
  }

  /** A source that was read, with what is for people and not for the step. */
  record Read(Draft draft, Care care) {}

  static List<Read> read(FileText file, StepLimits limits, Problems.Of problems) {
    var reader = new SourceReader(limits, problems);
    var read = new ArrayList<Read>();
    for (var document : YamlText.documents(file.text(), problems)) {
      ShapeCheck.check(document, Shapes.SOURCE, problems);
      reader.source(file.path(), document, Fields.of(document)).ifPresent(read::add);
    }
    return read;
  }

  private Optional<Read> source(String path, Node document, Fields fields) {
    var table = fields.text("source").flatMap(t -> Names.table(t, fields.line("source"), problems));
    var from = from(fields);
    var columns = columns(fields);
    var stepLimits = SettingsReader.limits(fields, "", limits, problems);
    var escalate = PeopleReader.escalate(fields, problems);
    if (table.isEmpty() || from.isEmpty()) {
      return Optional.empty();
    }
    boolean byInterval = fields.flag("by_interval").orElse(from.get().namesInterval());
    var declared =
        new Source.Declared(
            from.get().source(),
            from.get().format(),
            columns,
            byInterval,
            fields.text("on_empty").equals(Optional.of("allow"))
                ? Source.OnEmpty.ALLOW
                : Source.OnEmpty.KEEP_LAST_GOOD,
            newColumn(fields),
            fields.text("owner"));
    var canonical = StagingReader.without(YamlText.json(document)).toString();
    var draft =
        new Draft(
            table.get(),
            new Step.Work.Load(declared),
            byInterval ? new Materialization.IntervalBy(INTERVAL) : new Materialization.Full(),
            fields.line("source"),
            new CodePlace(path, fields.line("source")),
            ObjectId.of(canonical.getBytes(StandardCharsets.UTF_8)).hex(),
            true,
            new TreeSet<>(Names.tags(fields.texts("tags"), problems)),
            fields.text("description").orElse(""),
            fields.text("owner"),
            stepLimits,
            List.of(),
            List.of());
    return Optional.of(new Read(draft, new Care(draft.owner(), escalate, fields.text("expected"))));
  }

  private static Source.OnNewColumn newColumn(Fields fields) {
    return switch (fields.text("on_new_column").orElse("")) {
      case "add" -> Source.OnNewColumn.ADD;
      case "ignore" -> Source.OnNewColumn.IGNORE;
      default -> Source.OnNewColumn.FAIL;
    };
  }

  private record From(Source source, Source.Format format, boolean namesInterval) {}

  private Optional<From> from(Fields fields) {
    if (fields.text("files").isPresent()) {
      StagingReader.refuse(fields, problems);
      return files(fields, fields.text("files").get());
    }
    var jdbc = fields.mapping("jdbc");
    var http = fields.mapping("http");
    if ((jdbc.isPresent() || http.isPresent()) && fields.has("options")) {
      problems.add(fields.line("options"), "'options' are for files");
    }
    if (jdbc.isPresent()) {
      if (fields.has("format")) {
        problems.add(fields.line("format"), "a database has no 'format'; leave it out");
      }
      return jdbc(jdbc.get(), StagingReader.read(fields, jdbc.get(), problems));
    }
    StagingReader.refuse(fields, problems);
    return http.flatMap(h -> http(fields, h));
  }

  private Optional<From> files(Fields fields, String pattern) {
    int line = fields.line("files");
    if (pattern.isBlank()) {
      problems.add(line, "'files' names no file");
      return Optional.empty();
    }
    if (pattern.contains("://")) {
      problems.add(
          line, "'files' are files of this machine; for an address write http: {url: ...}");
    }
    if (List.of(pattern.split("[/\\\\]")).contains("..")) {
      problems.add(
          line, "'files' may not leave the project by ..; write the path from the root instead");
    }
    boolean named = IntervalWords.check("files", line, pattern, List.of("interval"), problems);
    var written = fields.text("format").flatMap(SourceReader::kind);
    var kind = written.or(() -> FileFormat.ofName(pattern).flatMap(f -> kind(f.name())));
    if (kind.isEmpty() && !fields.has("format")) {
      problems.add(
          line, "'" + pattern + "' does not tell its format; add format: csv, json or parquet");
    }
    var options = kind.map(k -> options(fields, k)).orElse(Map.of());
    return Optional.of(
        new From(
            new Source.Files(pattern),
            new Source.Format(kind.orElse(Source.Format.Kind.CSV), options),
            named));
  }

  private static Optional<Source.Format.Kind> kind(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "csv" -> Optional.of(Source.Format.Kind.CSV);
      case "json" -> Optional.of(Source.Format.Kind.JSON);
      case "parquet" -> Optional.of(Source.Format.Kind.PARQUET);
      default -> Optional.empty();
    };
  }

  private Map<String, String> options(Fields fields, Source.Format.Kind kind) {
    var options = new LinkedHashMap<String, String>();
    fields
        .mapping("options")
        .ifPresent(
            given -> {
              for (var key : Shapes.OPTIONS.keys()) {
                given.text(key.name()).ifPresent(value -> options.put(key.name(), value));
                if (given.has(key.name())
                    && !key.says().startsWith(kind.name().toUpperCase(Locale.ROOT) + ":")) {
                  problems.add(
                      given.line(key.name()),
                      "'options."
                          + key.name()
                          + "' is not for "
                          + kind.name().toLowerCase(Locale.ROOT)
                          + " files");
                }
              }
              for (var key : List.of("delimiter", "quote", "escape")) {
                if (options
                        .getOrDefault(key, ".")
                        .codePointCount(0, options.getOrDefault(key, ".").length())
                    != 1) {
                  problems.add(given.line(key), "'options." + key + "' is one character");
                }
              }
            });
    return options;
  }

  private Optional<From> jdbc(Fields jdbc, Optional<Staging> staging) {
    jdbc.textLine("url").ifPresent(u -> SecretRules.url("jdbc.url", u.line(), u.text(), problems));
    jdbc.textLine("password")
        .ifPresent(p -> SecretRules.whole("jdbc.password", p.line(), p.text(), problems));
    var query =
        jdbc.text("query").or(() -> jdbc.text("table").map(table -> "select * from " + table));
    if (jdbc.text("url").isEmpty() || query.isEmpty()) {
      return Optional.empty();
    }
    boolean named = query.get().matches("(?s).*(?<!:):interval_(?:start|end)\\b.*");
    return Optional.of(
        new From(
            new Source.Jdbc(
                jdbc.text("url").get(),
                jdbc.text("user"),
                jdbc.text("password"),
                query.get(),
                jdbc.whole("fetch_size").orElse(DEFAULT_FETCH),
                staging),
            Source.Format.of(Source.Format.Kind.PARQUET),
            named));
  }

  private Optional<From> http(Fields fields, Fields http) {
    if (fields.text("format").filter(f -> !f.equals("json")).isPresent()) {
      problems.add(fields.line("format"), "an HTTP source is read as JSON; leave 'format' out");
    }
    var headers = new LinkedHashMap<String, String>();
    var given = http.mapping("headers");
    if (given.isPresent()) {
      for (var name : given.get().names()) {
        var value = given.get().text(name).orElse("");
        SecretRules.named("http.headers." + name, given.get().line(name), name, value, problems);
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || value.matches("(?s).*[\\r\\n].*")) {
          problems.add(given.get().line(name), "'http.headers." + name + "' is no HTTP header");
        }
        headers.put(name, value);
      }
    }
    var timeout =
        SettingsReader.duration(http, "timeout", "http.", problems).orElse(DEFAULT_TIMEOUT);
    var url = http.textLine("url");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    SecretRules.url("http.url", url.get().line(), url.get().text(), problems);
    boolean named =
        IntervalWords.check(
            "http.url",
            url.get().line(),
            url.get().text(),
            List.of("interval_start", "interval_end"),
            problems);
    var rows = http.text("rows").orElse("");
    var paging = http.mapping("paging").map(SourceReader::paging).orElse(new Source.Paging.None());
    return Optional.of(
        new From(
            new Source.Http(url.get().text(), headers, rows, paging, timeout),
            new Source.Format(
                Source.Format.Kind.JSON, rows.isEmpty() ? Map.of() : Map.of("rows", rows)),
            named));
  }

  private static Source.Paging paging(Fields paging) {
    var number = paging.mapping("number");
    if (number.isPresent()) {
      return new Source.Paging.ByNumber(
          number.get().text("parameter").orElse("page"),
          number.get().whole("first").orElse(1),
          pages(number.get()));
    }
    var offset = paging.mapping("offset");
    if (offset.isPresent()) {
      return new Source.Paging.ByOffset(
          offset.get().text("parameter").orElse("offset"),
          offset.get().text("limit").orElse("limit"),
          offset.get().whole("size").orElse(100),
          pages(offset.get()));
    }
    var cursor = paging.mapping("cursor");
    if (cursor.isPresent()) {
      return new Source.Paging.ByCursor(
          cursor.get().text("at").orElse(""),
          cursor.get().text("parameter").orElse(""),
          pages(cursor.get()));
    }
    return paging
        .mapping("link")
        .map(link -> (Source.Paging) new Source.Paging.ByLink(pages(link)))
        .orElse(new Source.Paging.None());
  }

  private static int pages(Fields paging) {
    return paging.whole("most_pages").orElse(DEFAULT_PAGES);
  }

  private List<Source.Column> columns(Fields fields) {
    var columns = new ArrayList<Source.Column>();
    var seen = new HashSet<String>();
    fields
        .mapping("columns")
        .ifPresent(
            given -> {
              for (var name : given.names()) {
                int line = given.line(name);
                given
                    .text(name)
                    .ifPresent(
                        type -> {
                          ColumnType.problem(name, type).ifPresent(p -> problems.add(line, p));
                          columns.add(new Source.Column(name, type));
                        });
                if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                  problems.add(line, "column '" + name + "' is declared twice, in other letters");
                }
                if (name.equalsIgnoreCase(INTERVAL) || name.equalsIgnoreCase(BATCH)) {
                  problems.add(line, "column '" + name + "' is added by itself; leave it out");
                }
              }
              if (given.names().isEmpty()) {
                problems.add(fields.line("columns"), "'columns' is empty; leave it out");
              }
            });
    return columns;
  }
}
