package dev.prunella.local.attest;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/** The public half of a lake's key: whoever has it can check what the lake has signed. */
public final class VerifyingKey {
  private final PublicKey key;

  private VerifyingKey(PublicKey key) {
    this.key = key;
  }

  /**
   * Reads the PEM block {@code PUBLIC KEY} of a text.
   *
   * @param where for people: where the text came from
   */
  public static VerifyingKey of(String pem, String where) {
    var der = Pem.block(pem, Pem.PUBLIC, where);
    try {
      return new VerifyingKey(
          KeyFactory.getInstance(SigningKey.ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          where
              + " holds no public Ed25519 key: "
              + e.getMessage()
              + "; prunella audit key prints it",
          e);
    }
  }

  static VerifyingKey of(PublicKey key) {
    return new VerifyingKey(key);
  }

  /** The SHA-256 of the key in DER, 64 hexadecimal digits. */
  public String id() {
    return ObjectId.of(key.getEncoded()).hex();
  }

  /** For {@code openssl} and others. */
  public String pem() {
    return Pem.text(Pem.PUBLIC, key.getEncoded());
  }

  /** Whether this key's owner has signed these bytes. */
  boolean hasSigned(byte[] bytes, byte[] signature) {
    try {
      var check = Signature.getInstance(SigningKey.ALGORITHM);
      check.initVerify(key);
      check.update(bytes);
      return check.verify(signature);
    } catch (SignatureException e) {
      return false; // not even the form of a signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK ships Ed25519", e);
    }
  }
}
