package dev.prunella.connect.dbt;

import dev.prunella.connect.dbt.DbtPipeline.Check;
import dev.prunella.connect.dbt.DbtPipeline.Exposed;
import dev.prunella.connect.dbt.DbtPipeline.Needed;
import dev.prunella.connect.dbt.DbtPipeline.Watched;
import dev.prunella.connect.dbt.ModelReader.Prepared;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts a dbt project's parts together into a pipeline. For one thread, once. */
final class PipelineBuilder {
  private final DbtProject project;
  private final DbtManifest manifest;
  private final DbtOptions options;
  private final TableNames names;
  private final ModelReader reader;

  private final Map<TableName, Step> steps = new TreeMap<>();
  private final Map<TableName, String> ids = new HashMap<>();
  private final Map<TableName, List<String>> notes = new TreeMap<>();
  private final Map<TableName, Watched> watched = new TreeMap<>();
  private final List<Watched> nameless = new ArrayList<>();

  PipelineBuilder(DbtProject project, ModelSql sql, DbtOptions options) {
    this.project = project;
    this.manifest = project.manifest();
    this.options = options;
    this.names = TableNames.of(manifest);
    this.reader = new ModelReader(manifest, names, sql, options.fullRefresh());
  }

  DbtPipeline build() {
    mustBeCompiled();
    var taken = taken();
    manifest.seeds().forEach(seed -> seed(seed, taken));
    manifest.models().forEach(model -> model(model, taken));
    watchWhatReadsTheWatched();
    var graph =
        switch (Graph.of(steps.values())) {
          case Graph.Made.Sound(var sound) -> sound;
          case Graph.Made.Cycle(var cycle) ->
              throw new DbtException(
                  "models read one another in a circle: "
                      + cycle.stream()
                          .map(s -> s.table().toString())
                          .collect(Collectors.joining(", ")),
                  "run `dbt compile`, which says where");
        };
    var all = new ArrayList<>(watched.values());
    all.addAll(nameless);
    return new DbtPipeline(
        new Pipeline(
            manifest.project(),
            Optional.empty(),
            graph,
            Pipeline.PublishUnit.WHAT_SUCCEEDED,
            Optional.empty()),
        all,
        needed(),
        checks(),
        exposures(),
        new TreeMap<>(owners()),
        new TreeMap<>(kept(notes)));
  }

  private void mustBeCompiled() {
    var models = manifest.models().stream().filter(this::makesTable).toList();
    if (!models.isEmpty() && models.stream().allMatch(m -> m.compiled().isEmpty())) {
      throw new DbtException(
          "the manifest holds no compiled SQL: dbt has only parsed the project",
          "run `dbt compile` in the dbt project, and try again");
    }
  }

  /** Ephemeral models are parts of the models that use them: compiled SQL has them inside. */
  private boolean makesTable(DbtModel model) {
    return !model.materialized().equals("ephemeral");
  }

  /** How many parts of the project want a name; SQL does not tell letter cases apart. */
  private Map<String, List<String>> taken() {
    var taken = new HashMap<String, List<String>>();
    manifest.seeds().forEach(s -> take(taken, s.relation(), s.id()));
    manifest.models().stream()
        .filter(this::makesTable)
        .forEach(m -> take(taken, m.relation(), m.id()));
    return taken;
  }

  private void take(Map<String, List<String>> taken, DbtRelation relation, String id) {
    names
        .of(relation)
        .ifPresent(t -> taken.computeIfAbsent(folded(t), _ -> new ArrayList<>()).add(id));
  }

  private static String folded(TableName table) {
    return table.toString().toLowerCase(Locale.ROOT);
  }

  private void seed(DbtSeed seed, Map<String, List<String>> taken) {
    var table = table(seed.id(), seed.file(), seed.relation(), taken);
    if (table.isEmpty()) {
      return;
    }
    var file = project.file(seed.project(), seed.file());
    Optional<String> why =
        file.isEmpty()
            ? Optional.of("its file " + seed.file() + " is not in the dbt project's folder")
            : options.path(file.get()).matches(".*[*?\\[\\]{}\\\\].*")
                ? Optional.of("its path holds signs that stand for several files")
                : seed.hooks().isEmpty() ? Optional.empty() : Optional.of("it has hooks");
    if (why.isPresent()) {
      watch(seed.id(), seed.file(), table.get(), why.get());
      return;
    }
    switch (SeedTypes.of(seed.columnTypes())) {
      case SeedTypes.Typed.Unknown(var reason) ->
          watch(seed.id(), seed.file(), table.get(), reason);
      case SeedTypes.Typed.Known(var columns) ->
          add(seed.id(), load(seed, table.get(), options.path(file.get()), columns));
    }
  }

  private Step load(DbtSeed seed, TableName table, String path, List<Source.Column> columns) {
    Map<String, String> format =
        seed.delimiter().equals(",") ? Map.of() : Map.of("delimiter", seed.delimiter());
    var source =
        new Source.Declared(
            new Source.Files(path),
            new Source.Format(Source.Format.Kind.CSV, format),
            columns,
            false,
            Source.OnEmpty.KEEP_LAST_GOOD,
            // Columns that have no declared type are inferred, each, when they first come.
            columns.isEmpty() ? Source.OnNewColumn.FAIL : Source.OnNewColumn.ADD,
            seed.owner().map(DbtOwner::address));
    return new Step(
        table,
        new Step.Work.Load(source),
        new Materialization.Full(),
        List.of(),
        CodePlace.file(path),
        code(source.toString()),
        true,
        seed.tags(),
        seed.description(),
        StepLimits.DEFAULT);
  }

  private void model(DbtModel model, Map<String, List<String>> taken) {
    if (!makesTable(model)) {
      return;
    }
    var table = table(model.id(), model.file(), model.relation(), taken);
    if (table.isEmpty()) {
      return;
    }
    var refusal = reader.refusal(model);
    if (refusal.isPresent()) {
      watch(model.id(), model.file(), table.get(), refusal.get());
      return;
    }
    switch (reader.read(model.compiled())) {
      case Prepared.Cannot(var why) -> watch(model.id(), model.file(), table.get(), why);
      case Prepared.Runs runs when runs.facts().reads().stream().anyMatch(table.get()::matches) ->
          watch(
              model.id(),
              model.file(),
              table.get(),
              "its compiled SQL reads its own table, as dbt left it");
      case Prepared.Runs runs -> {
        add(model.id(), compute(model, table.get(), runs));
        if (!runs.notes().isEmpty()) {
          notes.put(table.get(), runs.notes());
        }
      }
    }
  }

  private Step compute(DbtModel model, TableName table, Prepared.Runs runs) {
    var how = reader.how(model);
    return new Step(
        table,
        new Step.Work.Sql(runs.sql()),
        how,
        runs.facts().reads(),
        CodePlace.file(options.path(model.file())),
        code(how + "\n" + runs.sql()),
        runs.repeatable(),
        model.tags(),
        model.description(),
        StepLimits.DEFAULT);
  }

  private static String code(String text) {
    return ObjectId.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** Its name in the lake; when it can have none, that is noted, and empty. */
  private Optional<TableName> table(
      String id, String file, DbtRelation relation, Map<String, List<String>> taken) {
    var table = names.of(relation);
    if (table.isEmpty()) {
      nameless.add(
          new Watched(id, file, TableName.of("unnamed"), "no table of the lake can have its name"));
      return table;
    }
    var others = taken.getOrDefault(folded(table.get()), List.of());
    if (others.size() > 1) {
      nameless.add(
          new Watched(
              id,
              file,
              table.get(),
              "in the lake it would be called "
                  + table.get()
                  + " as "
                  + others.stream().filter(o -> !o.equals(id)).collect(Collectors.joining(", "))
                  + " would"));
      return Optional.empty();
    }
    return table;
  }

  private void add(String id, Step step) {
    steps.put(step.table(), step);
    ids.put(step.table(), id);
  }

  private void watch(String id, String file, TableName table, String reason) {
    watched.put(table, new Watched(id, file, table, reason));
  }

  /** What a watched model makes may be in the lake all the same; then it is read as it stands. */
  private void watchWhatReadsTheWatched() {
    boolean again = true;
    // Bounded: each turn but the last takes a step away.
    while (again) {
      again = false;
      for (var step : List.copyOf(steps.values())) {
        var missing =
            step.reads().stream()
                .filter(r -> watchedAs(r) && !options.inLake().test(r))
                .findFirst();
        if (missing.isPresent()) {
          steps.remove(step.table());
          var id = Optional.ofNullable(ids.get(step.table())).orElse("");
          watch(
              id,
              file(id),
              step.table(),
              "it reads " + missing.get() + ", which does not run here and is not in the lake");
          again = true;
        }
      }
    }
  }

  private boolean watchedAs(TableName table) {
    return watched.containsKey(table) || nameless.stream().anyMatch(w -> w.table().equals(table));
  }

  private String file(String id) {
    return manifest.models().stream()
        .filter(m -> m.id().equals(id))
        .map(DbtModel::file)
        .findFirst()
        .orElse("");
  }

  private List<Needed> needed() {
    var readBy = new TreeMap<TableName, List<TableName>>();
    for (var step : steps.values()) {
      step.reads().stream()
          .filter(r -> !steps.containsKey(r))
          .forEach(r -> readBy.computeIfAbsent(r, _ -> new ArrayList<>()).add(step.table()));
    }
    var sources = new HashMap<TableName, DbtSource>();
    manifest.sources().forEach(s -> names.of(s.relation()).ifPresent(t -> sources.put(t, s)));
    var needed = new ArrayList<Needed>();
    readBy.forEach(
        (table, readers) -> {
          var source = Optional.ofNullable(sources.get(table));
          needed.add(
              new Needed(
                  table,
                  source.map(DbtSource::name),
                  source.flatMap(DbtSource::loadedAt),
                  source.flatMap(DbtSource::warnAfter),
                  source.flatMap(DbtSource::errorAfter),
                  source.flatMap(DbtSource::owner),
                  readers));
        });
    return needed;
  }

  private List<Check> checks() {
    var tables = tablesById();
    return manifest.tests().stream()
        .map(
            test -> {
              var table = test.attached().flatMap(id -> Optional.ofNullable(tables.get(id)));
              return switch (reader.read(test.compiled())) {
                case Prepared.Cannot(var why) -> new Check(test, table, Optional.empty(), why);
                case Prepared.Runs runs -> new Check(test, table, Optional.of(runs.sql()), "");
              };
            })
        .toList();
  }

  private List<Exposed> exposures() {
    var tables = tablesById();
    return manifest.exposures().stream()
        .map(
            exposure -> {
              var uses = new TreeSet<TableName>();
              for (var id : exposure.dependsOn()) {
                Optional.ofNullable(tables.get(id)).ifPresent(uses::add);
              }
              return new Exposed(exposure, List.copyOf(uses));
            })
        .toList();
  }

  private Map<String, TableName> tablesById() {
    var tables = new LinkedHashMap<String, TableName>();
    manifest.seeds().forEach(s -> names.of(s.relation()).ifPresent(t -> tables.put(s.id(), t)));
    manifest.sources().forEach(s -> names.of(s.relation()).ifPresent(t -> tables.put(s.id(), t)));
    manifest.models().stream()
        .filter(this::makesTable)
        .forEach(m -> names.of(m.relation()).ifPresent(t -> tables.put(m.id(), t)));
    return tables;
  }

  private Map<TableName, DbtOwner> owners() {
    var owners = new HashMap<TableName, DbtOwner>();
    manifest
        .sources()
        .forEach(
            s -> names.of(s.relation()).ifPresent(t -> s.owner().ifPresent(o -> owners.put(t, o))));
    manifest
        .seeds()
        .forEach(
            s -> names.of(s.relation()).ifPresent(t -> s.owner().ifPresent(o -> owners.put(t, o))));
    manifest
        .models()
        .forEach(
            m -> names.of(m.relation()).ifPresent(t -> m.owner().ifPresent(o -> owners.put(t, o))));
    return owners;
  }

  /** Without those of steps that are watched after all. */
  private Map<TableName, List<String>> kept(Map<TableName, List<String>> all) {
    var kept = new TreeMap<>(all);
    kept.keySet().retainAll(steps.keySet());
    return kept;
  }
}
