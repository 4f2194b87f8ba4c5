package dev.prunella.local.code;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.nio.file.DirectoryIteratorException;
import java.util.Optional;

/** What goes wrong with files, told as this lake tells it. */
final class CodeErrors {
  private CodeErrors() {}

  static LakeException of(String what, Exception failure) {
    var cause = failure instanceof DirectoryIteratorException ? inner(failure) : failure;
    var reason = String.valueOf(cause.getMessage());
    // The JDK has no class of exception for these two; the texts are those of the C library.
    boolean full =
        reason.contains("No space left on device") || reason.contains("Disk quota exceeded");
    return new LakeException(
        full ? Problem.STORAGE_FULL : Problem.STORAGE_FAILED,
        what + ": " + (full ? "the disk is full" : cause.getClass().getSimpleName() + " " + reason),
        cause);
  }

  private static Throwable inner(Exception listing) {
    return Optional.ofNullable(listing.getCause()).orElse(listing);
  }

  static LakeException refused(String message) {
    return new LakeException(Problem.BAD_REQUEST, message);
  }
}
