package dev.prunella.app.project;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.project.Settings.Anomalies;
import dev.prunella.app.project.Settings.Dbt;
import dev.prunella.app.project.Settings.DeclaredPipeline;
import dev.prunella.app.project.Settings.Defaults;
import dev.prunella.app.project.Settings.Edits;
import dev.prunella.app.project.Settings.Interval;
import dev.prunella.app.project.Settings.Lineage;
import dev.prunella.app.project.Settings.Mode;
import dev.prunella.app.project.Settings.Recall;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.pipeline.Calendar.Rhythm;
import dev.prunella.pipeline.Pipeline.PublishUnit;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.DidYouMean;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code prunella.yaml} says beyond its shape. */
final class SettingsReader {
  private static final CronParser CRON =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final int DEFAULT_PARALLEL = 2;
  private static final String ORIGIN = "[a-zA-Z]+://[^/?#]+/?";

  private final Problems.Of problems;

  private SettingsReader(Problems.Of problems) {
    this.problems = problems;
  }

  /** Empty when the file has no name; other problems are told, and a default stands in. */
  static Optional<Settings> read(Fields top, Problems.Of problems) {
    return new SettingsReader(problems).read(top);
  }

  private Optional<Settings> read(Fields top) {
    var zone = zone(top, "zone", "zone").orElse(ZoneId.of("UTC"));
    var mode = Mode.valueOf(word(top, "mode", List.of("observe", "propose", "act"), "propose"));
    var anomalies =
        Anomalies.valueOf(word(top, "anomalies", List.of("all", "contracts", "none"), "all"));
    var edits = Edits.valueOf(word(top, "edits", List.of("hold", "warn", "ignore"), "hold"));
    var recall = Recall.valueOf(word(top, "recall", List.of("meaning", "words"), "meaning"));
    var defaults = defaults(top);
    var kept = kept(top);
    var pipelines = pipelines(top, zone);
    var lineage = lineage(top);
    var dbt = dbt(top);
    var people = new PeopleReader(problems).read(top);
    var notesMaySend = notesMaySend(top);
    return top.text("name")
        .map(
            name ->
                new Settings(
                    name,
                    mode,
                    zone,
                    anomalies,
                    edits,
                    recall,
                    defaults,
                    kept,
                    pipelines,
                    lineage,
                    dbt,
                    people,
                    notesMaySend));
  }

  /** A word in capitals, as enums have them; a word that is not known has been told already. */
  private static String word(Fields fields, String key, List<String> known, String otherwise) {
    return fields.text(key).filter(known::contains).orElse(otherwise).toUpperCase(Locale.ROOT);
  }

  private Defaults defaults(Fields top) {
    var fields = top.mapping("defaults");
    return new Defaults(
        fields
            .map(f -> limits(f, "defaults.", StepLimits.DEFAULT, problems))
            .orElse(StepLimits.DEFAULT),
        fields.map(f -> f.whole("parallel").orElse(DEFAULT_PARALLEL)).orElse(DEFAULT_PARALLEL),
        fields.flatMap(f -> f.text("python")).filter(p -> !p.isBlank()).orElse("python3"));
  }

  /** Memory and time of a step. */
  static StepLimits limits(
      Fields fields, String where, StepLimits otherwise, Problems.Of problems) {
    var limits = otherwise;
    var memory = fields.text("memory").filter(m -> m.matches(String.valueOf(Shapes.SIZE.form())));
    if (memory.isPresent()) {
      var bytes = Amounts.bytes(memory.get());
      if (bytes.isEmpty()) {
        problems.add(fields.line("memory"), "'" + where + "memory' is zero, or beyond a PiB");
      }
      limits = limits.withMemory(bytes.orElse(otherwise.memoryBytes()));
    }
    var time = duration(fields, "time", where, problems);
    return limits.withTime(time.orElse(otherwise.time()));
  }

  /** A duration of the right form that is none is a problem. */
  static Optional<Duration> duration(
      Fields fields, String key, String where, Problems.Of problems) {
    var text = fields.text(key).filter(t -> t.matches(String.valueOf(Shapes.TIME.form())));
    var duration = text.flatMap(Amounts::duration);
    if (text.isPresent() && duration.isEmpty()) {
      problems.add(fields.line(key), "'" + where + key + "' is zero, or beyond ten years");
    }
    return duration;
  }

  private Optional<ZoneId> zone(Fields fields, String key, String where) {
    var text = fields.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (ZoneId.getAvailableZoneIds().contains(text.get())) {
      return Optional.of(ZoneId.of(text.get()));
    }
    problems.add(
        fields.line(key),
        "'"
            + where
            + "': there is no time zone '"
            + text.get()
            + "'"
            + DidYouMean.among(ZoneId.getAvailableZoneIds(), text.get())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; write one such as UTC or Europe/London"));
    return Optional.empty();
  }

  private Map<String, JsonNode> kept(Fields top) {
    var kept = new LinkedHashMap<String, JsonNode>();
    for (var key : List.of("notify", "channels", "connectors")) {
      top.node(key)
          .ifPresent(
              node -> {
                kept.put(key, YamlText.json(node));
                SecretRules.anywhere(key, top.line(key), YamlText.json(node), problems);
              });
    }
    return kept;
  }

  private Lineage lineage(Fields top) {
    var fields = top.mapping("lineage");
    var url = fields.flatMap(f -> f.textLine("url"));
    url.ifPresent(
        u -> {
          SecretRules.url("lineage.url", u.line(), u.text(), problems);
          if (host(u.text()).isEmpty()) {
            problems.add(u.line(), "'lineage.url' names no server");
          }
        });
    var token = fields.flatMap(f -> f.textLine("token"));
    token.ifPresent(t -> SecretRules.whole("lineage.token", t.line(), t.text(), problems));
    return new Lineage(
        fields.flatMap(f -> f.text("file")),
        url.map(Fields.Line::text),
        token.map(Fields.Line::text));
  }

  private MaySend notesMaySend(Fields top) {
    var byOrigin = new LinkedHashMap<String, Set<String>>();
    top.mapping("notes_may_send")
        .ifPresent(
            given -> {
              for (var address : given.names()) {
                var origin = MaySend.origin(address);
                if (origin.isEmpty() || !address.matches(ORIGIN)) {
                  problems.add(
                      given.line(address),
                      "'notes_may_send' has addresses without a path, such as"
                          + " https://api.partner.example");
                }
                origin.ifPresent(
                    o ->
                        given
                            .texts(address)
                            .forEach(
                                secret ->
                                    byOrigin
                                        .computeIfAbsent(o, _ -> new LinkedHashSet<>())
                                        .add(secret.text())));
              }
            });
    return new MaySend(byOrigin);
  }

  private static Optional<String> host(String url) {
    try {
      return Optional.ofNullable(new URI(url).getHost());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private Optional<Dbt> dbt(Fields top) {
    return top.mapping("dbt")
        .flatMap(
            fields ->
                fields
                    .text("path")
                    .map(
                        path ->
                            new Dbt(
                                top.line("dbt"),
                                path(fields, "path", path),
                                path(
                                    fields,
                                    "manifest",
                                    fields.text("manifest").orElse(Dbt.USUAL_MANIFEST)),
                                fields.flag("full_refresh").orElse(false))));
  }

  private String path(Fields fields, String key, String text) {
    try {
      return Path.of(text).toString();
    } catch (InvalidPathException e) {
      problems.add(fields.line(key), "'dbt." + key + "' is no path: " + e.getReason());
      return ".";
    }
  }

  private List<DeclaredPipeline> pipelines(Fields top, ZoneId zone) {
    var found = new ArrayList<DeclaredPipeline>();
    top.mapping("pipelines")
        .ifPresent(
            all -> {
              for (var name : all.names()) {
                if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}")) {
                  problems.add(
                      all.line(name),
                      "'" + name + "': a pipeline's name is made of letters, digits and . _ -");
                }
                all.mapping(name)
                    .ifPresent(f -> found.add(pipeline(name, all.line(name), f, zone)));
              }
              if (all.names().isEmpty()) {
                problems.add(top.line("pipelines"), "'pipelines' is empty; leave it out");
              }
            });
    return found;
  }

  private DeclaredPipeline pipeline(String name, int line, Fields fields, ZoneId projectZone) {
    var where = "pipelines." + name + ".";
    var schedule = fields.textLine("schedule");
    schedule.ifPresent(s -> cron(where, s));
    for (var key : List.of("catch_up", "wait_for_files")) {
      if (fields.flag(key).orElse(false) && schedule.isEmpty()) {
        problems.add(fields.line(key), "'" + where + key + "' needs a 'schedule'");
      }
    }
    return new DeclaredPipeline(
        name,
        line,
        fields.has("tables")
            ? fields.texts("tables").stream().map(Fields.Line::text).toList()
            : List.of("*"),
        interval(fields),
        zone(fields, "zone", where + "zone").orElse(projectZone),
        schedule.map(Fields.Line::text),
        date(fields, where),
        fields.flag("catch_up").orElse(false),
        fields.flag("wait_for_files").orElse(false),
        PublishUnit.valueOf(
            word(fields, "publish", List.of("what_succeeded", "all_or_nothing"), "what_succeeded")),
        fields.text("description").orElse(""));
  }

  private static Interval interval(Fields fields) {
    return fields
        .text("interval")
        .filter(Shapes.INTERVAL.words()::contains)
        .map(
            word ->
                word.equals("none")
                    ? new Interval.None()
                    : new Interval.Each(Rhythm.valueOf(word.toUpperCase(Locale.ROOT))))
        .orElseGet(Interval.Unsaid::new);
  }

  private Optional<LocalDate> date(Fields fields, String where) {
    try {
      return fields.text("start").map(LocalDate::parse);
    } catch (DateTimeParseException e) {
      if (fields.text("start").orElse("").matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        problems.add(fields.line("start"), "'" + where + "start' is no day of the calendar");
      }
      return Optional.empty();
    }
  }

  private void cron(String where, Fields.Line schedule) {
    try {
      CRON.parse(schedule.text()).validate();
    } catch (IllegalArgumentException e) {
      problems.add(
          schedule.line(),
          "'"
              + where
              + "schedule' is not five cron fields, such as 0 3 * * *: "
              + Optional.ofNullable(e.getMessage()).orElse("it cannot be read"));
    }
  }
}
