package dev.prunella.local.code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * What the user's own repository, if there is one, says about the project. Only read: its HEAD,
 * refs and objects. Its index is not touched, so its locks do not matter.
 */
final class UserGit {
  private static final int MOST_PARENTS = 100;

  private UserGit() {}

  /** A path of the commit: its bytes and what sort of file it is. */
  record Tracked(ObjectId id, FileMode mode) {}

  /** What was found. */
  sealed interface Found {

    /** Nothing to compare with. */
    record Nothing(String why, Optional<Path> workTree) implements Found {}

    /**
     * The commit that is checked out.
     *
     * @param files the project's files in it, by their path within the project
     */
    record Head(
        String commit, Optional<String> branch, Path workTree, SortedMap<String, Tracked> files)
        implements Found {

      /** All folders in which the commit has files. */
      Set<String> folders() {
        var folders = new HashSet<String>();
        for (var path : files.keySet()) {
          for (int slash = path.lastIndexOf('/');
              slash > 0;
              slash = path.lastIndexOf('/', slash - 1)) {
            if (!folders.add(path.substring(0, slash))) {
              break;
            }
          }
        }
        return folders;
      }
    }
  }

  /**
   * Looks.
   *
   * @param project a real path
   */
  static Found look(Path project, CodeLimits limits) {
    var workTree = workTree(project);
    if (workTree.isEmpty()) {
      return new Found.Nothing("the project lies in no git repository", workTree);
    }
    QuietGit.require();
    try (var repository =
        new FileRepositoryBuilder()
            .setWorkTree(workTree.get().toFile())
            .setMustExist(true)
            .build()) {
      return head(repository, workTree.get(), project, limits);
    } catch (IOException | RuntimeException e) {
      // A foreign or damaged repository makes JGit throw nearly anything. We can do without it.
      return new Found.Nothing(
          "the git repository in " + workTree.get() + " cannot be read: " + e.getMessage(),
          workTree);
    }
  }

  /**
   * The commit that is checked out in a folder that has a repository of its own, if it can be read.
   */
  static Optional<ObjectId> headOf(Path workTree) {
    try (var repository =
        new FileRepositoryBuilder().setWorkTree(workTree.toFile()).setMustExist(true).build()) {
      var head = repository.exactRef(Constants.HEAD);
      return head == null ? Optional.empty() : Optional.ofNullable(head.getObjectId());
    } catch (IOException | RuntimeException e) {
      // A submodule that was never fetched, for one: the commit that names it is all there is.
      return Optional.empty();
    }
  }

  /**
   * The folder in which the repository of a project has its files; a real path from a real path.
   */
  static Optional<Path> workTree(Path project) {
    @Nullable Path at = project;
    for (int i = 0; at != null && i < MOST_PARENTS; i++) {
      if (Files.exists(at.resolve(Constants.DOT_GIT), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(at);
      }
      at = at.getParent();
    }
    return Optional.empty();
  }

  private static Found head(Repository repository, Path workTree, Path project, CodeLimits limits)
      throws IOException {
    var head = repository.exactRef(Constants.HEAD);
    if (head == null || head.getObjectId() == null) {
      return new Found.Nothing(
          "the git repository in " + workTree + " has no commit yet", Optional.of(workTree));
    }
    var branch =
        head.isSymbolic()
            ? Optional.of(Repository.shortenRefName(head.getLeaf().getName()))
            : Optional.<String>empty();
    try (var commits = new RevWalk(repository)) {
      var commit = commits.parseCommit(head.getObjectId());
      var tree = subtree(repository, commit.getTree(), workTree, project);
      var files = new TreeMap<String, Tracked>();
      if (tree.isPresent()) {
        list(repository, tree.get(), files, limits);
      }
      return new Found.Head(commit.name(), branch, workTree, files);
    }
  }

  private static Optional<ObjectId> subtree(
      Repository repository, ObjectId root, Path workTree, Path project) throws IOException {
    if (project.equals(workTree)) {
      return Optional.of(root.copy());
    }
    var path = Paths.slashed(workTree.relativize(project));
    try (var walk = TreeWalk.forPath(repository, path, root)) {
      return walk != null && walk.getFileMode(0) == FileMode.TREE
          ? Optional.of(walk.getObjectId(0))
          : Optional.empty();
    }
  }

  private static void list(
      Repository repository, ObjectId tree, SortedMap<String, Tracked> files, CodeLimits limits)
      throws IOException {
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      walk.setRecursive(true);
      while (walk.next()) {
        if (files.size() >= limits.files()) {
          throw new IOException("its commit has more than " + limits.files() + " files here");
        }
        files.put(walk.getPathString(), new Tracked(walk.getObjectId(0), walk.getFileMode(0)));
      }
    }
  }
}
