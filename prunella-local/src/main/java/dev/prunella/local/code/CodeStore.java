package dev.prunella.local.code;

import dev.prunella.local.code.ProjectWalk.Item;
import dev.prunella.local.code.UserGit.Found;
import dev.prunella.local.code.UserGit.Tracked;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Keeps the project's code as it is when a run begins, and gives it back by its tree's id.
 *
 * <p>Files are stored byte for byte: no line endings are changed, links are stored as links and
 * never followed. A tree is durable before its id is given out, equal code always has the same id,
 * and a process that is killed leaves nothing that hinders the next. Many processes and threads may
 * use one store. Errors are {@link LakeException}s.
 */
public final class CodeStore implements AutoCloseable {
  private final Path project;
  private final CodeFolder folder;
  private final CodeScope scope;
  private final CodeLimits limits;
  private final Clock clock;
  private Optional<Taken> last = Optional.empty();

  /**
   * A snapshot, and what it was taken of. A storm of incidents asks for one after the other, and
   * nothing has changed meanwhile.
   *
   * @param leftOut by the walk
   */
  private record Taken(Found git, List<Item> items, List<LeftOut> leftOut, CodeTree tree) {}

  private CodeStore(
      Path project, CodeFolder folder, CodeScope scope, CodeLimits limits, Clock clock) {
    this.project = project;
    this.folder = folder;
    this.scope = scope;
    this.limits = limits;
    this.clock = clock;
  }

  /** With the limits that suit most, and this machine's clock. */
  public static CodeStore open(Path projectFolder, Path gitFolder, CodeScope scope) {
    return open(projectFolder, gitFolder, scope, CodeLimits.DEFAULT, Clock.systemUTC());
  }

  /**
   * Opens the store.
   *
   * @param projectFolder what to keep
   * @param gitFolder a bare repository of our own, such as {@code .prunella/code.git}; made when
   *     missing
   * @param scope which of its files are code
   * @param clock as the disk's: files that were touched just now are looked at again next time
   */
  public static CodeStore open(
      Path projectFolder, Path gitFolder, CodeScope scope, CodeLimits limits, Clock clock) {
    try {
      var project = projectFolder.toRealPath();
      return new CodeStore(
          project, CodeFolder.open(gitFolder.toAbsolutePath()), scope, limits, clock);
    } catch (IOException e) {
      throw CodeErrors.of("the code store " + gitFolder + " cannot be opened", e);
    }
  }

  /** Keeps the project's files as they are now. */
  public CodeTree snapshot() {
    return snapshot(List.of());
  }

  /**
   * The same with files from elsewhere. Whether the user's commit has them is not asked.
   *
   * @throws LakeException {@link Problem#BAD_REQUEST} if one is not there, is no file, is larger
   *     than {@link CodeLimits#givenBytes}, or has the name of one of the project's
   */
  public synchronized CodeTree snapshot(List<GivenFile> given) {
    try {
      return take(given);
    } catch (IOException | DirectoryIteratorException e) {
      throw CodeErrors.of("the code in " + project + " cannot be kept", e);
    }
  }

  private CodeTree take(List<GivenFile> given) throws IOException {
    long now = nanos(clock.instant());
    var git = UserGit.look(project, limits);
    var tracked = new TrackedFiles(git);
    var walk = new ProjectWalk(project, scope, limits, tracked);
    var items = walk.walk(given);
    if (last.isPresent() && isOf(last.get(), git, items, walk.leftOut())) {
      return last.get().tree();
    }
    var memory =
        FileMemory.open(folder.path().resolve("memory"), project.toString(), limits.files());
    var leftOut = new ArrayList<>(walk.leftOut());
    try (var inserter = folder.inserter()) {
      var writer = new TreeWriter(limits, memory, tracked, now, inserter, leftOut);
      var root = writer.write(items);
      if (writer.inserted() > 0 || !folder.isKept(root)) {
        folder.keep(root, writer.objects());
        folder.tidy(clock);
      }
      // Last: what it remembers is in the store.
      memory.replace(writer.remembered());
      leftOut.sort(Comparator.comparing(LeftOut::path));
      var tree =
          new CodeTree(
              root.name(), origin(git, writer.entries(), given), writer.entries().size(), leftOut);
      // Only by what a file that was not touched lately tells of itself.
      boolean settled = given.isEmpty() && writer.remembered().size() == items.size();
      last =
          settled
              ? Optional.of(new Taken(git, items, List.copyOf(walk.leftOut()), tree))
              : Optional.empty();
      return tree;
    }
  }

  private boolean isOf(Taken taken, Found git, List<Item> items, List<LeftOut> leftOut)
      throws IOException {
    var root = ObjectId.fromString(taken.tree().id());
    return taken.items().equals(items)
        && taken.leftOut().equals(leftOut)
        && taken.git().equals(git)
        && folder.isKept(root)
        && folder.repository().getObjectDatabase().has(root);
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }

  private Origin origin(Found git, SortedMap<String, Tracked> entries, List<GivenFile> given) {
    return switch (git) {
      case Found.Nothing(var why, var _) -> new Origin.NoGit(why);
      case Found.Head head -> {
        var paths = new TreeSet<>(head.files().keySet());
        paths.removeIf(path -> !scope.holds(path));
        paths.addAll(entries.keySet());
        given.forEach(file -> paths.remove(file.path()));
        paths.removeIf(p -> entries.containsKey(p) && entries.get(p).equals(head.files().get(p)));
        yield paths.isEmpty()
            ? new Origin.Clean(head.commit(), head.branch())
            : new Origin.Dirty(head.commit(), head.branch(), List.copyOf(paths));
      }
    };
  }

  /**
   * The files of a tree.
   *
   * @throws LakeException {@link Problem#FILE_MISSING} if this store has no such tree
   */
  public CodeFiles read(String treeId) {
    return new CodeFiles(folder, requireTree(treeId), limits);
  }

  /**
   * Keeps a tree like another, but for these files.
   *
   * @param changes paths to their new bytes; empty to take a file away
   * @return the new tree's id
   * @throws LakeException {@link Problem#FILE_MISSING} if this store has no such tree
   */
  public synchronized String amend(String treeId, Map<String, Optional<byte[]>> changes) {
    var tree = requireTree(treeId);
    try (var inserter = folder.inserter();
        var reader = inserter.newReader()) {
      var objects = new HashSet<ObjectId>();
      var cache = DirCache.newInCore();
      var builder = cache.builder();
      builder.addTree(new byte[0], 0, reader, tree);
      builder.finish();
      var editor = cache.editor();
      for (var change : changes.entrySet()) {
        if (change.getValue().isEmpty()) {
          editor.add(new DirCacheEditor.DeletePath(change.getKey()));
          continue;
        }
        var blob = inserter.insert(Constants.OBJ_BLOB, change.getValue().get());
        objects.add(blob);
        editor.add(
            new DirCacheEditor.PathEdit(change.getKey()) {
              @Override
              public void apply(DirCacheEntry entry) {
                if (entry.getRawMode() == 0) {
                  entry.setFileMode(FileMode.REGULAR_FILE);
                }
                entry.setObjectId(blob);
              }
            });
      }
      editor.finish();
      var root = cache.writeTree(inserter);
      inserter.flush();
      objects.add(root);
      try (var walk = new TreeWalk(inserter.newReader())) {
        walk.addTree(root);
        while (walk.next()) {
          objects.add(walk.getObjectId(0));
          if (walk.isSubtree()) {
            walk.enterSubtree();
          }
        }
      }
      if (!folder.isKept(root)) {
        folder.keep(root, objects);
      }
      return root.name();
    } catch (IOException e) {
      throw CodeErrors.of("a changed code tree cannot be kept", e);
    }
  }

  /** The paths in which two trees differ. */
  public CodeDiff diff(String treeA, String treeB) {
    return new CodeComparison(folder, requireTree(treeA), requireTree(treeB)).paths();
  }

  /**
   * How one file differs between two trees, as a unified diff; empty if it does not.
   *
   * @throws LakeException if the file is in neither tree, or too large to be compared
   */
  public String diff(String treeA, String treeB, String path) {
    return new CodeComparison(folder, requireTree(treeA), requireTree(treeB)).text(path);
  }

  private static ObjectId requireTree(String id) {
    if (!ObjectId.isId(id)) {
      throw CodeErrors.refused("'" + id + "' is no code tree: an id has 40 hexadecimal digits");
    }
    return ObjectId.fromString(id);
  }

  @Override
  public void close() {
    folder.close();
  }
}
