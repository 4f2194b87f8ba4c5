package dev.prunella.local.attest;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Keys as text (RFC 7468). */
final class Pem {
  static final String PUBLIC = "PUBLIC KEY";
  static final String PRIVATE = "PRIVATE KEY";

  private static final int LINE = 64;

  private Pem() {}

  static String text(String label, byte[] der) {
    var lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, lines.encodeToString(der));
  }

  /** The bytes of a text's block of this label. */
  static byte[] block(String text, String label, String where) {
    var begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw unreadable(where, label, null);
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw unreadable(where, label, e);
    }
  }

  private static LakeException unreadable(String where, String label, @Nullable Exception cause) {
    return new LakeException(
        Problem.BAD_REQUEST,
        where + " has no whole block '" + label + "'; prunella audit key prints one",
        cause);
  }
}
