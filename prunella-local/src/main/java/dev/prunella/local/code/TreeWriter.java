package dev.prunella.local.code;

import dev.prunella.local.code.ProjectWalk.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;

/** Writes files as blobs and their folders as trees; what is there already is not written again. */
final class TreeWriter {
  private static final int MOST_READS = 3;

  /** How much of a file git looks at to tell whether it is binary. */
  private static final int LOOKED_AT = 8000;

  private final CodeLimits limits;
  private final FileMemory memory;
  private final TrackedFiles tracked;
  private final long now;
  private final ObjectInserter inserter;
  private final ObjectReader reader;
  private final List<LeftOut> leftOut;
  private final Set<ObjectId> objects = new HashSet<>();
  private final SortedMap<String, UserGit.Tracked> entries = new TreeMap<>();
  private final Map<String, FileMemory.Known> remembered = new LinkedHashMap<>();
  private long inserted;
  private long bytes;
  private long binaryBytes;

  /**
   * @param now nanoseconds since 1970
   * @param leftOut where to name what is too large
   */
  TreeWriter(
      CodeLimits limits,
      FileMemory memory,
      TrackedFiles tracked,
      long now,
      ObjectInserter inserter,
      List<LeftOut> leftOut) {
    this.limits = limits;
    this.memory = memory;
    this.tracked = tracked;
    this.now = now;
    this.inserter = inserter;
    this.reader = inserter.newReader();
    this.leftOut = leftOut;
  }

  /** A file's bytes and what the disk said of it, from one moment if that could be had. */
  private static final class Read {
    final byte[] bytes;
    final Stat stat;

    Read(byte[] bytes, Stat stat) {
      this.bytes = bytes;
      this.stat = stat;
    }
  }

  private record Leaf(String path, FileMode mode, ObjectId id) {}

  /**
   * Writes all of it.
   *
   * @param items sorted as git sorts
   * @return the root's id
   */
  ObjectId write(List<Item> items) throws IOException {
    var leaves = new ArrayList<Leaf>(items.size());
    for (var item : items) {
      leaf(item).ifPresent(leaves::add);
    }
    for (var leaf : leaves) {
      entries.put(leaf.path(), new UserGit.Tracked(leaf.id(), leaf.mode()));
    }
    var root = tree(leaves, 0);
    inserter.flush();
    return root;
  }

  /** Everything in the tree by path. */
  SortedMap<String, UserGit.Tracked> entries() {
    return entries;
  }

  /** Blobs and trees, new and old. */
  Set<ObjectId> objects() {
    return objects;
  }

  /** How many were not there. */
  long inserted() {
    return inserted;
  }

  /** What the next snapshot need not read. */
  Map<String, FileMemory.Known> remembered() {
    return remembered;
  }

  private Optional<Leaf> leaf(Item item) throws IOException {
    if (item.submodule().isPresent()) {
      return Optional.of(new Leaf(item.path(), FileMode.GITLINK, item.submodule().get()));
    }
    return switch (item.stat().sort()) {
      case LINK -> link(item);
      case FILE -> file(item);
      case FOLDER, OTHER -> throw new IllegalStateException(item.path() + " is no file");
    };
  }

  private Optional<Leaf> link(Item item) throws IOException {
    try {
      var target = Paths.target(item.file()).getBytes(StandardCharsets.UTF_8);
      return Optional.of(new Leaf(item.path(), FileMode.SYMLINK, insert(target)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Optional<Leaf> file(Item item) throws IOException {
    int most = item.given() ? limits.givenBytes() : limits.fileBytes();
    if (item.stat().size() > most) {
      leftOut.add(new LeftOut(item.path(), LeftOut.Reason.TOO_LARGE));
      return Optional.empty();
    }
    var known = memory.recall(item.path(), item.stat());
    if (known.isPresent() && reader.has(known.get().blob(), Constants.OBJ_BLOB)) {
      return fits(item, known.get().binary(), item.stat().size())
          ? Optional.of(leaf(item, known.get()))
          : Optional.empty();
    }
    var read = read(item.file(), item.stat(), most);
    if (read.isEmpty()) {
      if (item.given()) {
        throw CodeErrors.refused(item.file() + " was taken away while it was being read");
      }
      return Optional.empty();
    }
    var content = read.get().bytes;
    if (content.length > most) {
      if (item.given()) {
        throw ProjectWalk.tooLarge(item.file(), limits);
      }
      leftOut.add(new LeftOut(item.path(), LeftOut.Reason.TOO_LARGE));
      return Optional.empty();
    }
    boolean binary = isBinary(content);
    if (!fits(item, binary, content.length)) {
      return Optional.empty();
    }
    return Optional.of(leaf(item, new FileMemory.Known(read.get().stat, insert(content), binary)));
  }

  private Leaf leaf(Item item, FileMemory.Known known) {
    if (FileMemory.isSettled(known.stat(), now)) {
      remembered.put(item.path(), known);
    }
    objects.add(known.blob());
    // Where the system knows no executable files, the user's commit may.
    boolean executable =
        known.stat().inode() == 0
            ? tracked.mode(item.path()).filter(FileMode.EXECUTABLE_FILE::equals).isPresent()
            : known.stat().executable();
    return new Leaf(
        item.path(), executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE, known.blob());
  }

  private boolean fits(Item item, boolean binary, long size) {
    if (binary && binaryBytes + size > limits.binaryBytes()) {
      leftOut.add(new LeftOut(item.path(), LeftOut.Reason.TOO_MANY_BINARIES));
      return false;
    }
    binaryBytes += binary ? size : 0;
    bytes += size;
    if (bytes > limits.bytes()) {
      throw CodeErrors.refused(
          "the project has more than "
              + limits.bytes()
              + " bytes of code, up to "
              + item.path()
              + "; name what is no code in .gitignore");
    }
    return true;
  }

  /** Empty if it vanished, or became something else, meanwhile. */
  private Optional<Read> read(Path file, Stat seen, int most) throws IOException {
    var before = seen;
    for (int tries = 1; ; tries++) {
      byte[] content;
      Stat after;
      try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        content = in.readNBytes(most + 1);
        after = Stat.of(file);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw CodeErrors.of(
            file + " cannot be read; make it readable, or name it in .gitignore", e);
      }
      if (after.sort() != Stat.Sort.FILE) {
        return Optional.empty();
      }
      // One that is being written has no better moment than now; it is too young to be remembered.
      if (after.equals(before) || tries == MOST_READS) {
        return Optional.of(new Read(content, after));
      }
      before = after;
    }
  }

  private static boolean isBinary(byte[] content) {
    for (int i = 0; i < Math.min(content.length, LOOKED_AT); i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private ObjectId insert(byte[] blob) throws IOException {
    return insert(Constants.OBJ_BLOB, blob);
  }

  private ObjectId insert(int type, byte[] content) throws IOException {
    var id = inserter.idFor(type, content);
    objects.add(id);
    if (!reader.has(id, type)) {
      inserter.insert(type, content);
      inserted++;
    }
    return id;
  }

  /**
   * Children first, so that a crash leaves no tree without them.
   *
   * @param start where, in all these paths, the names within this folder begin
   */
  private ObjectId tree(List<Leaf> leaves, int start) throws IOException {
    var tree = new TreeFormatter();
    int at = 0;
    while (at < leaves.size()) {
      var leaf = leaves.get(at);
      int slash = leaf.path().indexOf('/', start);
      if (slash < 0) {
        tree.append(leaf.path().substring(start), leaf.mode(), leaf.id());
        at++;
        continue;
      }
      var folder = leaf.path().substring(0, slash + 1);
      int end = at + 1;
      while (end < leaves.size() && leaves.get(end).path().startsWith(folder)) {
        end++;
      }
      var child = tree(leaves.subList(at, end), slash + 1);
      tree.append(folder.substring(start, slash), FileMode.TREE, child);
      at = end;
    }
    return insert(Constants.OBJ_TREE, tree.toByteArray());
  }
}
