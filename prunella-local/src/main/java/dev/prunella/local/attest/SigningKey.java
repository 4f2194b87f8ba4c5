package dev.prunella.local.attest;

import dev.prunella.local.secrets.OwnerOnlyFile;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lake's own key (Ed25519, RFC 8032), in a file beside the lake that only its owner can read.
 * Whoever can read that file can sign as the lake. Thread-safe.
 */
public final class SigningKey {
  static final String ALGORITHM = "Ed25519";

  private static final String FILE = "attestation.pem";
  private static final int MOST_BYTES = 64 << 10;

  private final PrivateKey key;
  private final VerifyingKey verifying;

  private SigningKey(PrivateKey key, VerifyingKey verifying) {
    this.key = key;
    this.verifying = verifying;
  }

  /** The key in a folder, if one was made there. */
  public static Optional<SigningKey> find(Path folder) {
    var file = folder.resolve(FILE);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /** The key in a folder; it is made when there is none, by one of those who ask at once. */
  public static SigningKey in(Path folder) {
    return find(folder).orElseGet(() -> make(folder));
  }

  private static SigningKey make(Path folder) {
    var file = folder.resolve(FILE);
    try {
      OwnerOnlyFile.make(file, fresh());
      return read(file);
    } catch (IOException | UnsupportedOperationException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "the lake's key " + file + " cannot be made: " + e, e);
    }
  }

  private static byte[] fresh() {
    try {
      var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      var text =
          Pem.text(Pem.PRIVATE, pair.getPrivate().getEncoded())
              + Pem.text(Pem.PUBLIC, pair.getPublic().getEncoded());
      return text.getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK ships Ed25519", e);
    }
  }

  private static SigningKey read(Path file) {
    try {
      if (!OwnerOnlyFile.is(file)) {
        throw unusable(file, "others can use it; chmod 600 it", null);
      }
      if (Files.size(file) > MOST_BYTES) {
        throw unusable(file, "it is too large for a key", null);
      }
      var text = Files.readString(file, StandardCharsets.US_ASCII);
      var der = Pem.block(text, Pem.PRIVATE, file.toString());
      var key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
      var signing = new SigningKey(key, VerifyingKey.of(text, file.toString()));
      if (!signing.verifying.hasSigned(der, signing.sign(der))) {
        throw unusable(file, "its two halves do not belong together", null);
      }
      return signing;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, e.toString(), e);
    }
  }

  private static LakeException unusable(Path file, String why, @Nullable Exception cause) {
    return new LakeException(
        Problem.STORAGE_FAILED, "the lake's key " + file + " cannot be used: " + why, cause);
  }

  public VerifyingKey verifying() {
    return verifying;
  }

  byte[] sign(byte[] bytes) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK ships Ed25519", e);
    }
  }
}
