package dev.prunella.local.secrets;

import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.function.Consumer;

/**
 * Secrets in files: {@code secret:file/keys/db.txt} below a folder, {@code secret:file//run/x}
 * anywhere. The secret is the whole file, without one line end at its end; so a key of several
 * lines is a secret too.
 */
public final class SecretFiles implements SecretSource {
  /**
   * The largest keys and certificates have a few thousand bytes; what is larger is another file.
   */
  private static final int MOST_BYTES = 64 << 10;

  private static final int MOST_NEIGHBOURS = 1_000;

  private final Path folder;
  private final Consumer<String> warnings;

  /**
   * @param folder what relative paths start from
   * @param warnings is told of files that others on this machine can read
   */
  public SecretFiles(Path folder, Consumer<String> warnings) {
    this.folder = folder.toAbsolutePath().normalize();
    this.warnings = warnings;
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public String example() {
    return "secret:file/PATH";
  }

  @Override
  public String reveal(String name) {
    var file = path(name);
    try {
      if (!Files.exists(file)) {
        throw refused(name, file + " does not exist" + didYouMean(file));
      }
      if (!Files.isRegularFile(file)) {
        throw refused(name, file + " is a folder or a device, not a file");
      }
      warnOfReaders(file);
      return withoutLineEnd(text(name, file));
    } catch (IOException e) {
      // The exception's own words may be no more than the path.
      throw new LakeException(
          Problem.STORAGE_FAILED,
          "'secret:file/" + name + "': the file " + file + " cannot be read: " + e,
          e);
    }
  }

  @Override
  public boolean isThere(String name) {
    try {
      return Files.isRegularFile(path(name));
    } catch (LakeException e) {
      // What names no file is not there either.
      return false;
    }
  }

  private Path path(String name) {
    try {
      return folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new LakeException(
          Problem.BAD_REQUEST, "'secret:file/" + name + "' names no file: " + e.getReason(), e);
    }
  }

  private static String text(String name, Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw refused(name, file + " has more than " + MOST_BYTES + " bytes: no secret is so long");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused(name, file + " is no text in UTF-8; keep what is binary as Base64");
    }
  }

  private static String withoutLineEnd(String text) {
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** A warning only: secrets that a container mounts are often so, and nothing can be done. */
  private void warnOfReaders(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
      warnings.accept(
          "the secret in " + file + " can be read by everybody on this machine; chmod o-r " + file);
    }
  }

  private static String didYouMean(Path file) throws IOException {
    var parent = file.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return "";
    }
    try (var neighbours = Files.list(parent)) {
      List<String> names =
          neighbours.limit(MOST_NEIGHBOURS).map(p -> p.getFileName().toString()).toList();
      return DidYouMean.among(names, file.getFileName().toString())
          .map(near -> "; did you mean '" + near + "'?")
          .orElse("");
    }
  }

  private static LakeException refused(String name, String why) {
    return new LakeException(Problem.BAD_REQUEST, "'secret:file/" + name + "': " + why);
  }
}
