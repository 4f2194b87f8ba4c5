package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.attest.LakeNotary;
import dev.prunella.local.attest.SigningKey;
import dev.prunella.local.attest.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** By which public key attestations are checked. */
final class TrustedKey {
  private static final int MOST_BYTES = 64 << 10;

  private TrustedKey() {}

  /** The one in a file, else this lake's own; empty if this machine has none of it. */
  static Optional<VerifyingKey> of(LocalLake lake, Optional<Path> file) {
    return file.map(TrustedKey::read)
        .or(() -> SigningKey.find(LakeNotary.keys(lake)).map(SigningKey::verifying));
  }

  static VerifyingKey require(LocalLake lake, Optional<Path> file) {
    return of(lake, file)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-key",
                    "this machine has no key of the lake: " + LakeNotary.keys(lake) + " holds none",
                    "--key FILE names the public key, as prunella audit key prints it where runs are made"));
  }

  private static VerifyingKey read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw Failure.usage(file + " is too large for a key", null);
      }
      return VerifyingKey.of(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new Failure(
          Exit.NOT_FOUND, "no-key", "the key " + file + " cannot be read: " + e, null, e);
    }
  }
}
