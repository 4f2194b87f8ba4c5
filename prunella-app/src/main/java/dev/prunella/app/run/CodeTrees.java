package dev.prunella.app.run;

import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.project.DbtPlace;
import dev.prunella.app.project.KnowledgeInFolder;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.CodeReader.Beside;
import dev.prunella.connect.dbt.DbtException;
import dev.prunella.local.LocalLake;
import dev.prunella.local.WritePath;
import dev.prunella.local.code.CodeFiles;
import dev.prunella.local.code.CodeStore;
import dev.prunella.local.code.GivenFile;
import dev.prunella.pipeline.RunCode;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A project's code through time: as it lies in the folder, as main knows it, as it was, and as it
 * would be. All of it is kept as trees, and only trees are read. Thread-safe.
 */
public final class CodeTrees implements AutoCloseable {
  private final Project project;
  private final LocalLake lake;
  private final WritePath writes;
  private final CodeStore store;
  private final CodeReader reader;

  CodeTrees(Project project, LocalLake lake, WritePath writes) {
    this.project = project;
    this.lake = lake;
    this.writes = writes;
    this.store =
        CodeStore.open(
            project.folder(),
            project.folder().resolve(".prunella").resolve("code.git"),
            new ProjectScope());
    this.reader = new CodeReader(project, lake, store);
  }

  /**
   * The project's code as it is now, kept as a tree; from here on only the tree is read.
   *
   * @throws ProjectProblems when anything in it is wrong
   * @throws DbtException when its dbt project cannot be read
   */
  public ProjectCode now() {
    var now = asItLies();
    return read(
        now.tree().orElseThrow(), now.origin(), lake.lake().head(Ref.MAIN), Beside.PUBLISHED);
  }

  /**
   * The project's code as it is now; as main knows it while something is wrong with that.
   *
   * @throws ProjectProblems if main knows none either
   * @throws DbtException the same, where its dbt project cannot be read now
   */
  public ProjectCode nowOrOfMain() {
    return soundest().code();
  }

  /**
   * Code that can be gone by.
   *
   * @param ofMain whether it is main's, for something is wrong with what lies in the folder
   */
  public record Sound(ProjectCode code, boolean ofMain) {}

  /** The same, and which of the two it is. */
  public Sound soundest() {
    try {
      return new Sound(now(), false);
    } catch (ProjectProblems | DbtException e) {
      // At night it must go on even if somebody has just broken a file.
      return new Sound(ofMain().orElseThrow(() -> e), true);
    }
  }

  /**
   * The project's files as they are now, kept as a tree, whatever they say.
   *
   * @throws DbtException when its dbt project cannot be read
   */
  public RunCode asItLies() {
    var tree = writes.write("code tree", () -> store.snapshot(compiledByDbt()));
    return new RunCode(Optional.of(tree.id()), Origins.words(tree.origin()));
  }

  /**
   * The project's code as main knows it; empty when nothing with code has been published yet.
   *
   * @throws ProjectProblems when it does not go with main's tables any more
   */
  public Optional<ProjectCode> ofMain() {
    var main = lake.lake().head(Ref.MAIN);
    return main.code().map(tree -> read(tree, "as main knows it", main, Beside.TABLES));
  }

  /**
   * The project as a code tree says it, beside the contracts that a commit's readers relied on.
   *
   * @throws dev.prunella.refs.LakeException if the tree is not kept any more
   */
  public ProjectCode at(String tree, Commit published) {
    return read(tree, "as it was then", published, Beside.PUBLISHED);
  }

  /** The project as a code tree says it, beside no more than the tables of a commit. */
  ProjectCode asItWas(String tree, CommitId base) {
    return read(tree, "as it was", lake.lake().commit(base), Beside.TABLES);
  }

  /**
   * A code tree with some files changed, and the project as it says it then.
   *
   * @param files paths to their new text; empty to take a file away
   * @param origin for people
   * @throws ProjectProblems when that makes no sound project
   */
  public ProjectCode amended(String tree, Map<String, Optional<String>> files, String origin) {
    return read(amendedTree(tree, files), origin, lake.lake().head(Ref.MAIN), Beside.TABLES);
  }

  /** A code tree with some files changed; nothing of it is read. */
  public String amendedTree(String tree, Map<String, Optional<String>> files) {
    var bytes = new HashMap<String, Optional<byte[]>>();
    files.forEach(
        (path, text) -> bytes.put(path, text.map(t -> t.getBytes(StandardCharsets.UTF_8))));
    return writes.write("code tree", () -> store.amend(tree, bytes));
  }

  /**
   * The tree of some code if people have changed it since a run; corrections are ours, and notes
   * change nothing about how a run goes.
   */
  public Optional<String> changedByPeople(RunState since, ProjectCode code) {
    var before = since.codeTree();
    var now = code.code().tree();
    if (before.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    if (before.equals(asItLies().tree())) {
      // Its files lie there as they did, sound or not.
      return Optional.empty();
    }
    return now.filter(
        tree -> changedPaths(before.get(), tree).stream().anyMatch(CodeTrees::isPeoplesCode));
  }

  /** Whether people write a file, and a run goes by it. */
  public static boolean isPeoplesCode(String path) {
    return !CorrectionFile.isOne(path) && !KnowledgeInFolder.isBelow(path);
  }

  /** The paths in which two code trees differ. */
  public List<String> changedPaths(String from, String to) {
    var diff = store.diff(from, to);
    var paths = new ArrayList<String>(diff.added());
    paths.addAll(diff.changed());
    paths.addAll(diff.removed());
    return paths;
  }

  /** How a file differs between two code trees, as a unified diff; empty if it does not. */
  public String difference(String from, String to, String path) {
    return store.diff(from, to, path);
  }

  /** The files of a code tree. */
  public CodeFiles files(String tree) {
    return store.read(tree);
  }

  /** The text of a file in a code tree; empty if it has none of that name. */
  public Optional<String> text(String tree, String path) {
    var files = store.read(tree);
    return files.find(path).map(_ -> new String(files.read(path), StandardCharsets.UTF_8));
  }

  private ProjectCode read(String tree, String origin, Commit commit, Beside beside) {
    return new ProjectCode(
        new RunCode(Optional.of(tree), origin), reader.read(tree, commit, beside));
  }

  /** What dbt makes of its models is code, though it lies among what git ignores. */
  private List<GivenFile> compiledByDbt() {
    return project.settings().dbt().stream()
        .map(dbt -> DbtPlace.of(project.folder(), dbt).require())
        .map(place -> new GivenFile(DbtPlace.IN_TREE, place.manifest()))
        .toList();
  }

  @Override
  public void close() {
    store.close();
  }
}
