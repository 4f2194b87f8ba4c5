package dev.prunella.local.code;

import dev.prunella.refs.LakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Finds what of a project's folder is code: all files and links but what git ignores, what Prunella
 * keeps, and what tools make. A file of the user's commit belongs to it whatever the rules say, as
 * it does in git.
 */
final class ProjectWalk {
  private static final String OWN_FOLDER = ".prunella";

  /** Never somebody's models, always thousands of files. */
  private static final Set<String> MADE_BY_TOOLS =
      Set.of(
          "node_modules",
          "__pycache__",
          ".venv",
          "venv",
          ".tox",
          ".nox",
          ".mypy_cache",
          ".pytest_cache",
          ".ruff_cache",
          ".ipynb_checkpoints",
          ".gradle",
          ".terraform");

  /** Deeper down this may well be a folder of models. */
  private static final String TARGET = "target";

  private final Path project;
  private final CodeScope scope;
  private final CodeLimits limits;
  private final TrackedFiles tracked;
  private final List<Item> items = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /**
   * Something that belongs to the code tree.
   *
   * @param submodule its commit, if it is one
   * @param given whether it is none of the project's own
   */
  record Item(String path, Path file, Stat stat, Optional<ObjectId> submodule, boolean given) {}

  ProjectWalk(Path project, CodeScope scope, CodeLimits limits, TrackedFiles tracked) {
    this.project = project;
    this.scope = scope;
    this.limits = limits;
    this.tracked = tracked;
  }

  /** What the project has, and what is given, sorted as git sorts. */
  List<Item> walk(List<GivenFile> given) throws IOException {
    folder(project, "", 0, tracked.outerRules(project), false);
    for (var file : given) {
      given(file);
    }
    items.sort(Comparator.comparing(Item::path, Paths.GIT_ORDER));
    return items;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }

  /**
   * @param ignored whether only what the user's commit has is wanted here
   */
  private void folder(Path folder, String prefix, int depth, Ignores outer, boolean ignored)
      throws IOException {
    if (depth > limits.depth()) {
      throw CodeErrors.refused(
          folder
              + " is nested deeper than "
              + limits.depth()
              + " folders; ignore it in .gitignore");
    }
    var rules = outer.in(folder);
    try (var children = Files.newDirectoryStream(folder)) {
      for (var child : children) {
        child(child, prefix, depth, rules, ignored);
      }
    } catch (NoSuchFileException e) {
      // It vanished while we looked: then it is not part of the project.
      return;
    }
  }

  private void child(Path child, String prefix, int depth, Ignores rules, boolean ignored)
      throws IOException {
    var name = Paths.name(child);
    if (name.equalsIgnoreCase(Constants.DOT_GIT) || name.equals(OWN_FOLDER)) {
      return;
    }
    var path = prefix + name;
    if (!scope.holds(path) && !scope.reaches(path)) {
      return;
    }
    Stat stat;
    try {
      stat = Stat.of(child);
    } catch (NoSuchFileException e) {
      return;
    }
    boolean isFolder = stat.sort() == Stat.Sort.FOLDER;
    boolean unwanted = ignored || rules.ignore(child, isFolder);
    if (!isFolder) {
      if (scope.holds(path) && (!unwanted || tracked.has(path))) {
        file(child, path, stat);
      }
      return;
    }
    if (unwanted && !tracked.hasBelow(path)) {
      return;
    }
    if (MADE_BY_TOOLS.contains(name) || (depth == 0 && name.equals(TARGET))) {
      if (!tracked.hasBelow(path)) {
        leftOut.add(new LeftOut(path, LeftOut.Reason.MADE_BY_TOOLS));
        return;
      }
      unwanted = true;
    }
    boolean isOther = Files.exists(child.resolve(Constants.DOT_GIT), LinkOption.NOFOLLOW_LINKS);
    var submodule = tracked.submodule(path);
    if (isOther || submodule.isPresent()) {
      leftOut.add(new LeftOut(path, LeftOut.Reason.OTHER_REPOSITORY));
      // As in git, the tree names a submodule's commit, which is not ours to keep.
      if (submodule.isPresent()) {
        add(child, path, stat, UserGit.headOf(child).or(() -> submodule));
      }
      return;
    }
    folder(child, path + "/", depth + 1, rules, unwanted);
  }

  private void given(GivenFile given) throws IOException {
    for (var item : items) {
      if (item.path().equals(given.path())
          || item.path().startsWith(given.path() + "/")
          || given.path().startsWith(item.path() + "/")) {
        throw CodeErrors.refused(
            "the project has " + item.path() + ", where " + given.file() + " would be kept");
      }
    }
    try {
      var file = given.file().toRealPath();
      var stat = Stat.of(file);
      if (stat.sort() != Stat.Sort.FILE) {
        throw CodeErrors.refused(given.file() + " is no file");
      }
      if (stat.size() > limits.givenBytes()) {
        throw tooLarge(given.file(), limits);
      }
      items.add(new Item(given.path(), file, stat, Optional.empty(), true));
    } catch (NoSuchFileException e) {
      throw CodeErrors.refused("there is no file " + given.file());
    }
  }

  static LakeException tooLarge(Path file, CodeLimits limits) {
    return CodeErrors.refused(
        file + " is larger than " + limits.givenBytes() + " bytes, the most that is kept as code");
  }

  private void file(Path file, String path, Stat stat) {
    if (stat.sort() == Stat.Sort.OTHER) {
      leftOut.add(new LeftOut(path, LeftOut.Reason.NO_FILE));
      return;
    }
    add(file, path, stat, Optional.empty());
  }

  private void add(Path file, String path, Stat stat, Optional<ObjectId> submodule) {
    if (items.size() >= limits.files()) {
      throw CodeErrors.refused(
          project
              + " has more than "
              + limits.files()
              + " files, such as "
              + path
              + "; name what is no code in .gitignore");
    }
    items.add(new Item(path, file, stat, submodule, false));
  }
}
