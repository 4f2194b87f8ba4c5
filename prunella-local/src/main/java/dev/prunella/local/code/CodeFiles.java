package dev.prunella.local.code;

import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of one code tree, read from the store's objects; nothing is checked out. Thread-safe.
 */
public final class CodeFiles {
  private final CodeFolder folder;
  private final ObjectId tree;
  private final CodeLimits limits;

  CodeFiles(CodeFolder folder, ObjectId tree, CodeLimits limits) {
    this.folder = folder;
    this.tree = tree;
    this.limits = limits;
    reading(
        reader -> {
          new CanonicalTreeParser(null, reader, tree);
          return true;
        });
  }

  public String tree() {
    return tree.name();
  }

  /** All files and links, sorted as git sorts; submodules have none here. */
  public List<CodeFile> list() {
    return reading(
        reader -> {
          var files = new ArrayList<CodeFile>();
          try (var walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            while (walk.next()) {
              file(walk, reader).ifPresent(files::add);
            }
          }
          return List.copyOf(files);
        });
  }

  public Optional<CodeFile> find(String path) {
    return reading(
        reader -> {
          if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
            return Optional.empty();
          }
          try (var walk = TreeWalk.forPath(reader, path, tree)) {
            return walk == null ? Optional.empty() : file(walk, reader);
          }
        });
  }

  /**
   * The bytes of a file, or the target's name of a link.
   *
   * @throws LakeException {@link Problem#BAD_REQUEST} if the tree has no such file; {@link
   *     Problem#FILE_MISSING} if its bytes are gone
   */
  public byte[] read(String path) {
    var file = find(path).orElseThrow(() -> noSuchFile(path));
    return reading(
        reader -> {
          // What is larger than the project's own files may be was given.
          int most = Math.max(limits.fileBytes(), limits.givenBytes());
          if (file.bytes() > most) {
            throw CodeErrors.refused(
                path + " has " + file.bytes() + " bytes, more than code may have");
          }
          return reader.open(ObjectId.fromString(file.blob()), Constants.OBJ_BLOB).getBytes(most);
        });
  }

  private LakeException noSuchFile(String path) {
    var paths = list().stream().map(CodeFile::path).toList();
    return CodeErrors.refused(
        "the code tree "
            + tree.name()
            + " has no file "
            + path
            + DidYouMean.among(paths, path)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""));
  }

  private static Optional<CodeFile> file(TreeWalk walk, ObjectReader reader) throws IOException {
    var mode = walk.getFileMode(0);
    if (mode == FileMode.TREE || mode == FileMode.GITLINK) {
      return Optional.empty();
    }
    var kind =
        mode == FileMode.SYMLINK
            ? CodeFile.Kind.LINK
            : mode == FileMode.EXECUTABLE_FILE ? CodeFile.Kind.EXECUTABLE : CodeFile.Kind.FILE;
    var blob = walk.getObjectId(0);
    try {
      long size = reader.getObjectSize(blob, Constants.OBJ_BLOB);
      return Optional.of(new CodeFile(walk.getPathString(), kind, blob.name(), size));
    } catch (MissingObjectException e) {
      throw new LakeException(
          Problem.FILE_MISSING,
          walk.getPathString() + ": its bytes " + blob.name() + " are gone",
          e);
    }
  }

  /** Something read from the store. */
  interface Reading<T> {
    T with(ObjectReader reader) throws IOException;
  }

  private <T> T reading(Reading<T> reading) {
    return reading(folder, tree, reading);
  }

  /**
   * Reads, and says what is wrong.
   *
   * @param tree what it is about
   */
  static <T> T reading(CodeFolder folder, ObjectId tree, Reading<T> reading) {
    try (var reader = folder.repository().newObjectReader()) {
      return reading.with(reader);
    } catch (MissingObjectException e) {
      var what = e.getObjectId().equals(tree) ? "" : ": its object " + e.getObjectId().name();
      throw new LakeException(
          Problem.FILE_MISSING,
          "the code tree " + tree.name() + what + " is not in " + folder.path(),
          e);
    } catch (IncorrectObjectTypeException e) {
      throw CodeErrors.refused(tree.name() + " is an object of git, but no code tree");
    } catch (IOException e) {
      throw CodeErrors.of(
          "the code tree " + tree.name() + " in " + folder.path() + " cannot be read", e);
    }
  }
}
