package dev.prunella.local.raw;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;

/** What goes wrong with raw objects, told as this lake tells it. */
final class RawErrors {
  private RawErrors() {}

  static LakeException storage(String what, IOException cause) {
    var reason = String.valueOf(cause.getMessage());
    // The JDK has no class of exception for these two; the texts are those of the C library.
    boolean full =
        reason.contains("No space left on device") || reason.contains("Disk quota exceeded");
    return new LakeException(
        full ? Problem.STORAGE_FULL : Problem.STORAGE_FAILED,
        what + ": " + (full ? "the disk is full" : cause.getClass().getSimpleName() + " " + reason),
        cause);
  }
}
