package dev.prunella.local.secrets;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random bytes in a file that only its owner can read, by which texts are authenticated
 * (HMAC-SHA256, RFC 2104). Whoever can read the file can make such texts. Thread-safe.
 */
public final class OwnKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private final byte[] key;

  private OwnKey(byte[] key) {
    this.key = key;
  }

  /**
   * The key of a name in a folder; it is made when there is none, by one of those who ask at once.
   */
  public static OwnKey in(Path folder, String name) {
    var file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        OwnerOnlyFile.make(file, bytes);
      }
      return read(file);
    } catch (IOException | UnsupportedOperationException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "the key " + file + " cannot be used: " + e, e);
    }
  }

  private static OwnKey read(Path file) throws IOException {
    if (!OwnerOnlyFile.is(file)) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "others can use the key " + file + "; chmod 600 it");
    }
    if (Files.size(file) != BYTES) {
      throw new LakeException(Problem.STORAGE_FAILED, "the key " + file + " is damaged");
    }
    return new OwnKey(Files.readAllBytes(file));
  }

  /** What only a holder of the key can make of a text. */
  public byte[] authenticate(String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK ships " + ALGORITHM, e);
    }
  }
}
