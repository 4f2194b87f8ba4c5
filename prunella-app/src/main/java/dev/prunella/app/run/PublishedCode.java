package dev.prunella.app.run;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.ContractReader;
import dev.prunella.app.project.FileKind;
import dev.prunella.app.project.Loaded;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.MainTables;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectLoader;
import dev.prunella.app.project.Published;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Contract;
import dev.prunella.local.LocalLake;
import dev.prunella.local.code.CodeFiles;
import dev.prunella.local.code.CodeStore;
import dev.prunella.local.engine.Edits;
import dev.prunella.local.quality.LakeAcceptances;
import dev.prunella.pipeline.Graph;
import dev.prunella.refs.Commit;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The code that was published last, as far as main's readers rely on it. */
public final class PublishedCode {
  /** A larger file was never read as a contract. */
  private static final int MOST_BYTES = 1 << 20;

  private PublishedCode() {}

  /** That of a project that may never have run; nothing is made on the disk for it. */
  public static Published of(Project project, LocalLake lake) {
    var main = lake.lake().head(Ref.MAIN);
    return new Published(
        contracts(project, main),
        new Makers(
            project,
            lake,
            main,
            (tree, parser) ->
                read(project, code -> project(project, lake, main, code.read(tree), parser))
                    .flatMap(found -> found)));
  }

  /** The contracts by which a commit was made; none where it names no code. */
  public static List<Contract> contracts(Project project, Commit commit) {
    return read(project, code -> contracts(commit, code)).orElse(List.of());
  }

  private static <T> Optional<T> read(Project project, Function<CodeStore, T> reader) {
    var git = project.folder().resolve(".prunella").resolve("code.git");
    if (!Files.isDirectory(git)) {
      return Optional.empty();
    }
    try (var code = CodeStore.open(project.folder(), git, new ProjectScope())) {
      return Optional.of(reader.apply(code));
    }
  }

  /** That by which a commit was made. */
  static Published at(Project project, LocalLake lake, Commit commit, CodeStore code) {
    return new Published(
        contracts(commit, code),
        new Makers(
            project,
            lake,
            commit,
            (tree, parser) -> project(project, lake, commit, code.read(tree), parser)));
  }

  /** Reads the project of a code tree. */
  private interface Reading {
    Optional<LoadedProject> of(String tree, Connection parser);
  }

  /** Who makes a commit's tables. The code is read when it is first asked for, and once. */
  private static final class Makers implements Published.Makers {
    private final Project project;
    private final LocalLake lake;
    private final Commit commit;
    private final Reading reading;
    private final KeptEdits kept;
    private boolean read;
    private Optional<Graph> graph = Optional.empty();

    Makers(Project project, LocalLake lake, Commit commit, Reading reading) {
      this.project = project;
      this.lake = lake;
      this.commit = commit;
      this.reading = reading;
      this.kept = new KeptEdits(new LakeAcceptances(lake.lake()));
    }

    @Override
    public Optional<String> of(TableName table, Connection parser) {
      if (!isOfAStep(table)) {
        return Optional.empty();
      }
      return graph(parser)
          .flatMap(made -> made.step(table))
          .filter(step -> kept.of(table, Edits.deletion(step.code())).isEmpty())
          .map(step -> step.place().path());
    }

    private boolean isOfAStep(TableName table) {
      try {
        return lake.table(commit, table.key()).flatMap(Edits::code).isPresent();
      } catch (LakeException e) {
        // A damaged table is told by those who read it.
        return false;
      }
    }

    private Optional<Graph> graph(Connection parser) {
      if (!read) {
        graph =
            commit
                .code()
                .flatMap(tree -> reading.of(tree, parser))
                // Another project's tables are for that one to make.
                .filter(made -> made.settings().name().equals(project.settings().name()))
                .map(LoadedProject::graph);
        read = true;
      }
      return graph;
    }
  }

  /** Empty where newer rules do not let it pass any more. */
  private static Optional<LoadedProject> project(
      Project project, LocalLake lake, Commit commit, CodeFiles files, Connection parser) {
    try {
      return switch (ProjectLoader.load(
          new TreeFiles(project.folder(), files), new MainTables(lake, commit), parser)) {
        case Loaded.Sound(var sound) -> Optional.of(sound);
        case Loaded.Flawed _ -> Optional.empty();
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the code that was published last cannot be read", e);
    }
  }

  private static List<Contract> contracts(Commit commit, CodeStore code) {
    return commit.code().map(tree -> in(code.read(tree))).orElse(List.of());
  }

  private static List<Contract> in(CodeFiles files) {
    var found = new ArrayList<Contract>();
    for (var file : files.list()) {
      var path = file.path();
      if (FileKind.of(path).filter(FileKind.CONTRACT::equals).isEmpty()) {
        continue;
      }
      var bytes = files.read(path);
      if (bytes.length <= MOST_BYTES) {
        // It was sound when it was published; a later version of this program may see it otherwise.
        var text = new String(bytes, StandardCharsets.UTF_8);
        ContractReader.read(path, text, new Problems().in(path))
            .map(ContractFile::contract)
            .ifPresent(found::add);
      }
    }
    return found;
  }
}
