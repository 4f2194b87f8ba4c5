package dev.prunella.local.attest;

import dev.prunella.refs.ObjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/** SHA-256 of files, wherever they are. */
final class Digests {
  private static final int BUFFER_BYTES = 256 << 10;

  private Digests() {}

  /** Of a file's bytes; empty if it is not there. */
  static Optional<ObjectId> sha256(FileIO io, String location) {
    try (var in = io.newInputFile(location).newStream()) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return Optional.of(ObjectId.fromBytes(digest.digest()));
    } catch (NotFoundException | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(location + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK ships SHA-256", e);
    }
  }
}
