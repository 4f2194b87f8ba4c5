package dev.prunella.local.fetch;

import dev.prunella.pipeline.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells files that are still those of a batch from others: by their number, sizes and times, and
 * where a time leaves it open, by their bytes. Where the file system keeps it, the time of the last
 * change of any kind counts too, since a corrected file may be brought with its old time.
 *
 * @param touched a file that was not touched after this is as it was loaded
 */
record Touched(Batch loaded, Instant touched) {
  private static final int BUFFER = 1 << 16;

  /**
   * @param margin by which the clock of a file system may be behind ours
   */
  static Touched since(Batch loaded, Duration margin) {
    return new Touched(loaded, loaded.fetchedAt().minus(margin));
  }

  /**
   * Whether they are not the batch's.
   *
   * @param files in the order in which they would be loaded
   */
  boolean areOthers(List<Path> files) throws IOException {
    var parts = loaded.parts();
    if (files.size() != parts.size()) {
      return true;
    }
    for (int i = 0; i < files.size(); i++) {
      var file = files.get(i);
      if (Files.size(file) != parts.get(i).bytes()) {
        return true;
      }
    }
    for (int i = 0; i < files.size(); i++) {
      var file = files.get(i);
      if (!lastTouched(file).isBefore(touched) && !sha256(file).equals(parts.get(i).sha256())) {
        return true;
      }
    }
    return false;
  }

  /** Whether they are what is left of the batch's when some were tidied away. */
  boolean areSomeOf(List<Path> files) throws IOException {
    var parts = new ArrayList<>(loaded.parts());
    for (var file : files) {
      boolean quiet = lastTouched(file).isBefore(touched);
      long size = Files.size(file);
      var hash = quiet ? "" : sha256(file);
      var same =
          parts.stream()
              .filter(
                  part ->
                      part.bytes() == size
                          && (quiet
                              ? Path.of(part.name()).getFileName().equals(file.getFileName())
                              : part.sha256().equals(hash)))
              .findFirst();
      if (same.isEmpty()) {
        return false;
      }
      parts.remove(same.get());
    }
    return true;
  }

  private static Instant lastTouched(Path file) throws IOException {
    var written = Files.getLastModifiedTime(file).toInstant();
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return written;
    }
    var changed = changed(file);
    // A link that was turned elsewhere is another file, though that one is old.
    var link = Files.isSymbolicLink(file) ? changed(file, LinkOption.NOFOLLOW_LINKS) : changed;
    var latest = changed.isAfter(link) ? changed : link;
    return latest.isAfter(written) ? latest : written;
  }

  private static Instant changed(Path file, LinkOption... options) throws IOException {
    return ((FileTime) Files.getAttribute(file, "unix:ctime", options)).toInstant();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    var buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
