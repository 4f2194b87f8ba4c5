package dev.prunella.bench.heal.ground;

import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.listOf;
import static dev.prunella.app.yaml.Shape.mapping;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.Shape;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code ground.yaml}, and tells everything that is wrong with a ground at once. */
final class GroundFile {
  static final String NAME = "ground.yaml";

  private static final int MOST = 100;

  private static final Shape.Text WORD =
      text("[A-Za-z][A-Za-z0-9_]{0,60}", "is made of letters, digits and _, up to 61");
  private static final Shape OTHERS = new Shape.Named(listOf(WORD, MOST));

  private static final Shape.Mapping FEED =
      new Shape.Mapping(
          List.of(
              needed(
                  "pool", text(), "The rows of real days: a CSV file, from the ground's folder."),
              needed("time", text(), "The column that tells a row's day."),
              key("fresh", listOf(text(), MOST), "Columns whose values are new each day."),
              key(
                  "share",
                  listOf(new Shape.Scalar(), MOST),
                  "How much of a real day's rows a day gets: least and most.",
                  "[1, 1]"),
              key("to", text(), "The file that a day's rows go to, from the project's folder."),
              key("http", text(), "The path by which a day's rows are asked for.")),
          List.of("to", "http"));

  static final Shape.Mapping SHAPE =
      mapping(
          needed(
              "ground",
              text("[a-z][a-z0-9_]{0,40}", "is made of small letters, digits and _"),
              "What it is called."),
          needed("pipeline", text(), "Which of the project's pipelines is played."),
          needed(
              "starts",
              text("[0-9]{4}-[0-9]{2}-[0-9]{2}", "is a date such as 2026-01-31"),
              "The first interval."),
          key(
              "names",
              mapping(
                  key("tables", OTHERS, "Other names of tables."),
                  key("columns", OTHERS, "Other names of columns.")),
              "What gets other names by seed."),
          needed("feeds", new Shape.Named(FEED), "What comes from outside each day, by table."));

  private final Path folder;
  private final Problems.Of problems;
  private final Map<String, SourceFile> sources;

  private GroundFile(Path folder, Problems.Of problems, Map<String, SourceFile> sources) {
    this.folder = folder;
    this.problems = problems;
    this.sources = sources;
  }

  static Ground read(Path folder) throws IOException {
    var all = new Problems();
    var problems = all.in(folder.getFileName() + "/" + NAME);
    var file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      problems.add(1, "there is no such file; a ground's folder holds it beside 'project'");
    } else if (!Files.isRegularFile(folder.resolve("project/prunella.yaml"))) {
      problems.add(1, "there is no project/prunella.yaml; a ground holds an ordinary project");
    }
    failOn(all);
    var documents = YamlText.documents(Files.readString(file), problems);
    if (all.none() && documents.size() != 1) {
      problems.add(1, "the file must hold one ground, not " + documents.size());
    }
    failOn(all);
    ShapeCheck.check(documents.getFirst(), SHAPE, problems);
    failOn(all);
    var reader = new GroundFile(folder, problems, SourceFile.of(folder.resolve("project")));
    var ground = reader.ground(Fields.of(documents.getFirst()));
    failOn(all);
    return ground.orElseThrow();
  }

  private static void failOn(Problems problems) {
    if (!problems.none()) {
      throw new ProjectProblems(problems.found().stream().map(Object::toString).toList());
    }
  }

  private Optional<Ground> ground(Fields fields) throws IOException {
    var starts = starts(fields);
    var vocabulary = vocabulary(fields);
    var feeds = new ArrayList<Feed>();
    var given = fields.mapping("feeds").orElseThrow();
    if (given.names().isEmpty()) {
      problems.add(fields.line("feeds"), "'feeds' is empty; a ground gets rows from somewhere");
    }
    for (var source : given.names()) {
      feed(source, given.line(source), given.mapping(source).orElseThrow()).ifPresent(feeds::add);
    }
    if (feeds.stream().filter(CsvLayout::isCsv).count() > 1) {
      problems.add(fields.line("feeds"), "at most one feed may be of CSV files");
    }
    pipeline(fields);
    new VocabularyCheck(folder.resolve("project"), problems).check(fields);
    return starts.map(
        first ->
            new Ground(
                fields.text("ground").orElseThrow(),
                folder,
                fields.text("pipeline").orElseThrow(),
                first,
                feeds,
                vocabulary));
  }

  private Optional<LocalDate> starts(Fields fields) {
    var starts = fields.text("starts").orElseThrow();
    try {
      return Optional.of(LocalDate.parse(starts));
    } catch (DateTimeParseException e) {
      problems.add(fields.line("starts"), "'starts' is " + starts + ", which no calendar has");
      return Optional.empty();
    }
  }

  private void pipeline(Fields fields) throws IOException {
    var wanted = fields.text("pipeline").orElseThrow();
    var text = Files.readString(folder.resolve("project/prunella.yaml"));
    // What is wrong with the project's own file is told when the project is read.
    var known =
        YamlText.documents(text, new Problems().in("prunella.yaml")).stream()
            .map(Fields::of)
            .flatMap(f -> f.mapping("pipelines").stream())
            .flatMap(f -> f.names().stream())
            .toList();
    if (!known.contains(wanted)) {
      problems.add(
          fields.line("pipeline"),
          "the project has no pipeline '" + wanted + "'" + near(known, wanted));
    }
  }

  private static Ground.Vocabulary vocabulary(Fields fields) {
    var names = fields.mapping("names");
    return new Ground.Vocabulary(
        names.flatMap(n -> n.mapping("tables")).map(GroundFile::others).orElse(Map.of()),
        names.flatMap(n -> n.mapping("columns")).map(GroundFile::others).orElse(Map.of()));
  }

  private static Map<String, List<String>> others(Fields given) {
    var others = new LinkedHashMap<String, List<String>>();
    for (var name : given.names()) {
      others.put(name, given.texts(name).stream().map(Fields.Line::text).toList());
    }
    return others;
  }

  private Optional<Feed> feed(String name, int line, Fields fields) throws IOException {
    var source = sources.get(name);
    if (source == null) {
      problems.add(
          line,
          "the project has no source '" + name + "'" + near(List.copyOf(sources.keySet()), name));
      return Optional.empty();
    }
    var feedFile = new FeedCheck(folder, source, fields, problems);
    var pool = feedFile.pool();
    var time = feedFile.time();
    var fresh = feedFile.fresh();
    var share = feedFile.share();
    var delivery = feedFile.delivery();
    if (pool.isEmpty() || time.isEmpty() || share.isEmpty() || delivery.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Feed(
            name,
            pool.get(),
            time.get(),
            fresh,
            share.get().least(),
            share.get().most(),
            delivery.get()));
  }

  static String near(List<String> known, String wanted) {
    return DidYouMean.among(known, wanted)
        .map(near -> "; did you mean '" + near + "'?")
        .orElse(known.isEmpty() ? "" : "; there are " + String.join(", ", known));
  }
}
