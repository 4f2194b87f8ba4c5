package dev.prunella.app.project;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.ContractReader;
import dev.prunella.app.policy.PolicyFile;
import dev.prunella.app.policy.PolicyReader;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Check;
import dev.prunella.local.contract.ContractSql;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.pipeline.Correction;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a project's files as a whole, and tells everything that is wrong with any of them at once.
 * Nothing of the project is run.
 */
public final class ProjectLoader {
  /** Beyond these, it is no longer something that people wrote. */
  static final int MOST_FILES = 20_000;

  private static final long MOST_BYTES_IN_ALL = 256L << 20;

  private final ProjectFiles files;
  private final Problems problems = new Problems();
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<TableName, LoadedProject.Care> care = new HashMap<>();
  private final List<String> kept = new ArrayList<>();
  private final List<ContractFile> contracts = new ArrayList<>();
  private final List<Correction> corrections = new ArrayList<>();

  private ProjectLoader(ProjectFiles files) {
    this.files = files;
  }

  /**
   * Reads and checks everything.
   *
   * @param lake what the lake's main has beside what the project makes
   * @param parser a connection to DuckDB, whose parser reads the models
   * @throws IOException when a file cannot be read
   */
  public static Loaded load(ProjectFiles files, LakeTables lake, Connection parser)
      throws IOException {
    return load(files, lake, parser, Published.NOTHING);
  }

  /**
   * The same, and a promise on which another contract rests must not have been taken back, nor a
   * table be read whose maker is gone.
   *
   * @param published the code by which main was made
   */
  public static Loaded load(
      ProjectFiles files, LakeTables lake, Connection parser, Published published)
      throws IOException {
    return new ProjectLoader(files).load(lake, parser, published);
  }

  private Loaded load(LakeTables lake, Connection parser, Published published) throws IOException {
    var paths = paths();
    var settings = paths.containsKey(Project.FILE) ? settings() : noFile();
    if (settings.isPresent()) {
      readAll(paths, settings.get());
      var dbt = dbt(paths, settings.get(), lake, parser);
      var forsaken = new Forsaken(table -> published.makers().of(table, parser), problems);
      var steps =
          new StepsReader(distinct(), lake, forsaken, new ModelSql(parser), problems).read();
      var pipelines = PipelinesReader.read(settings.get(), steps, problems);
      var promises =
          new PromisesReader(contracts, steps, lake, forsaken, parser, problems)
              .read(published.contracts());
      if (problems.none()) {
        promises
            .owners()
            .forEach((table, owner) -> care.merge(table, owner, (had, o) -> had.or(o.owner())));
        var notes = new ArrayList<>(pipelines.notes());
        notes.addAll(promises.notes());
        notes.addAll(unreadContracts());
        return new Loaded.Sound(
            new LoadedProject(
                    settings.get(),
                    steps.graph().orElseThrow(),
                    pipelines.pipelines(),
                    steps.facts(),
                    care,
                    kept,
                    notes,
                    dbt,
                    promises.contracts(),
                    dbt.map(d -> dbtChecks(d, settings.get())).orElse(List.of()),
                    corrections)
                .bound(sql -> tables(parser, sql)));
      }
    }
    return new Loaded.Flawed(problems.found(), problems.more());
  }

  /** What cannot be read is told when it is asked. */
  private static Set<TableName> tables(Connection parser, String sql) {
    try {
      return ContractSql.tables(parser, sql).stream()
          .map(TableName::new)
          .collect(Collectors.toSet());
    } catch (QueryException _) {
      return Set.of();
    }
  }

  private Optional<Settings> settings() throws IOException {
    var at = problems.in(Project.FILE);
    return FileText.read(files, Project.FILE, at)
        .flatMap(file -> ProjectFile.top(file, at))
        .flatMap(
            top -> {
              LakeReader.read(top, Path.of("/"), at);
              return SettingsReader.read(top, at);
            });
  }

  private Optional<Settings> noFile() {
    problems.in(Project.FILE).add(1, "the project has no " + Project.FILE);
    return Optional.empty();
  }

  /** The files that count, by path. */
  private Map<String, FileKind> paths() throws IOException {
    var found = new TreeMap<String, FileKind>();
    var spellings = new HashMap<String, String>();
    for (var path : files.paths().stream().sorted().toList()) {
      var kind = FileKind.of(path);
      if (kind.isEmpty()) {
        continue;
      }
      if (found.size() >= MOST_FILES) {
        problems.in(path).add(1, "a project has at most " + MOST_FILES + " files");
        break;
      }
      found.put(path, kind.get());
      var other = spellings.putIfAbsent(path.toLowerCase(Locale.ROOT), path);
      if (other != null) {
        problems
            .in(path)
            .add(
                1,
                "'" + other + "' differs in capitals only: some machines take both for one file");
      }
    }
    return found;
  }

  /** Adds what the dbt project brings, when there is one. */
  private Optional<LoadedProject.Dbt> dbt(
      Map<String, FileKind> paths, Settings settings, LakeTables lake, Connection parser)
      throws IOException {
    if (settings.dbt().isEmpty()) {
      return Optional.empty();
    }
    if (!paths.containsKey(DbtPlace.IN_TREE)) {
      if (problems.none(Project.FILE)) {
        problems
            .in(Project.FILE)
            .add(
                settings.dbt().get().line(),
                "what dbt has compiled is not in the project's code tree");
      }
      return Optional.empty();
    }
    var manifest = files.read(DbtPlace.IN_TREE, DbtPlace.MOST_BYTES);
    var place = DbtPlace.of(files.folder(), settings.dbt().get());
    var read = new DbtReader(settings, place, drafts, lake, parser).read(manifest);
    drafts.addAll(read.drafts());
    read.care().forEach(care::putIfAbsent);
    return Optional.of(read.dbt());
  }

  private List<Check> dbtChecks(LoadedProject.Dbt dbt, Settings settings) {
    var place = DbtPlace.of(files.folder(), settings.dbt().orElseThrow());
    return DbtChecks.of(settings.name(), dbt.whole(), place.shown());
  }

  private void readAll(Map<String, FileKind> paths, Settings settings) throws IOException {
    var defaults = settings.defaults();
    boolean modelsAreDbts =
        settings
            .dbt()
            .filter(dbt -> DbtPlace.of(files.folder(), dbt).folder().equals(files.folder()))
            .isPresent();
    long bytes = 0;
    for (var entry : paths.entrySet()) {
      var path = entry.getKey();
      var at = problems.in(path);
      switch (entry.getValue()) {
        case PROJECT, DBT -> {}
        case KEPT -> {
          kept.add(path);
          if (path.equals(PolicyFile.NAME)) {
            FileText.read(files, path, at).ifPresent(f -> PolicyReader.read(f.text(), at));
          }
        }
        case CONTRACT, CORRECTION, SOURCE, SQL, PYTHON, COMMAND -> {
          if (modelsAreDbts
              && entry.getValue() != FileKind.SOURCE
              && entry.getValue() != FileKind.CORRECTION
              && entry.getValue() != FileKind.CONTRACT) {
            continue;
          }
          var file = FileText.read(files, path, at);
          bytes += file.map(FileText::size).orElse(0);
          if (bytes > MOST_BYTES_IN_ALL) {
            at.add(
                1, "the project's files have more than " + MOST_BYTES_IN_ALL + " bytes together");
            return;
          }
          file.ifPresent(f -> read(entry.getValue(), f, defaults, at));
        }
      }
    }
  }

  private void read(FileKind kind, FileText file, Settings.Defaults defaults, Problems.Of at) {
    if (kind == FileKind.CONTRACT) {
      ContractReader.read(file.path(), file.text(), at).ifPresent(contracts::add);
      return;
    }
    if (kind == FileKind.CORRECTION) {
      CorrectionFile.read(file, at).ifPresent(corrections::add);
      return;
    }
    if (kind == FileKind.SOURCE) {
      for (var source : SourceReader.read(file, defaults.limits(), at)) {
        drafts.add(source.draft());
        care.put(source.draft().table(), source.care());
      }
      return;
    }
    ModelReader.read(kind, file, defaults, at)
        .ifPresent(
            draft -> {
              drafts.add(draft);
              draft
                  .owner()
                  .ifPresent(
                      _ ->
                          care.put(
                              draft.table(),
                              new LoadedProject.Care(draft.owner(), List.of(), Optional.empty())));
            });
  }

  /** Nobody would miss a check that was never made: files that look like contracts are told. */
  private List<String> unreadContracts() {
    return kept.stream()
        .filter(FileKind::isAmongContracts)
        .flatMap(
            path ->
                ContractFile.nameToBeRead(path).stream()
                    .map(name -> path + " is not read: name it " + name))
        .toList();
  }

  /** The drafts without those whose table another has already: that is told, naming both. */
  private List<Draft> distinct() {
    var byName = new HashMap<String, Draft>();
    var distinct = new ArrayList<Draft>();
    for (var draft : drafts) {
      var first = byName.putIfAbsent(StepsReader.folded(draft.table()), draft);
      if (first == null) {
        distinct.add(draft);
      } else {
        problems
            .in(draft.place().path())
            .add(
                draft.place().line(),
                "table '"
                    + draft.table()
                    + "' is made here and in "
                    + first.place()
                    + "; rename one of them");
      }
    }
    return distinct;
  }
}
