package dev.prunella.local.code;

import dev.prunella.local.code.UserGit.Found;
import dev.prunella.local.code.UserGit.Tracked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** The user's repository as the walk sees it: what the commit has, and rules from above. */
final class TrackedFiles {
  private final Map<String, Tracked> files;
  private final Set<String> withFiles;
  private final Optional<Path> workTree;

  TrackedFiles(Found found) {
    switch (found) {
      case Found.Nothing(var _, var tree) -> {
        files = Map.of();
        withFiles = Set.of();
        workTree = tree;
      }
      case Found.Head head -> {
        files = head.files();
        withFiles = head.folders();
        workTree = Optional.of(head.workTree());
      }
    }
  }

  boolean has(String path) {
    return files.containsKey(path);
  }

  boolean hasBelow(String folder) {
    return withFiles.contains(folder) || isSubmodule(folder);
  }

  boolean isSubmodule(String path) {
    return mode(path).filter(FileMode.GITLINK::equals).isPresent();
  }

  /** The commit of a submodule that the user's commit names. */
  Optional<ObjectId> submodule(String path) {
    return isSubmodule(path)
        ? Optional.ofNullable(files.get(path)).map(Tracked::id)
        : Optional.empty();
  }

  Optional<FileMode> mode(String path) {
    return Optional.ofNullable(files.get(path)).map(Tracked::mode);
  }

  /**
   * The rules of folders above the project, up to the repository's; none when these ignore the
   * project itself, which would leave nothing of it.
   */
  Ignores outerRules(Path project) throws IOException {
    if (workTree.isEmpty() || workTree.get().equals(project)) {
      return Ignores.NONE;
    }
    var folders = new ArrayList<Path>();
    for (@Nullable Path at = project;
        at != null && at.startsWith(workTree.get());
        at = at.getParent()) {
      folders.addFirst(at);
    }
    var rules = Ignores.NONE;
    for (var folder : folders.subList(0, folders.size() - 1)) {
      rules = rules.ignore(folder, true) ? Ignores.NONE : rules.in(folder);
    }
    return rules.ignore(project, true) ? Ignores.NONE : rules;
  }
}
