package dev.prunella.local.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bytes that give a secret away: itself, and what Base64 and hexadecimal digits make of it.
 * Escapes of URLs and JSON need no forms, since they are undone before anybody looks; see {@link
 * Reading}.
 */
final class SecretForms {
  private static final List<Base64.Encoder> ALPHABETS =
      List.of(Base64.getEncoder(), Base64.getUrlEncoder());

  private static final List<HexFormat> HEX =
      List.of(HexFormat.of(), HexFormat.of().withUpperCase());

  /** A line of a secret that stands alone in a text, as those of a key do in a dump. */
  private static final int SHORTEST_LINE = 16;

  private SecretForms() {}

  /** For a secret of at least {@link Needles#SHORTEST} characters: so long is each form, too. */
  static Set<ByteBuffer> of(String secret) {
    var forms = new LinkedHashSet<ByteBuffer>();
    add(forms, secret);
    // Programs often strip what they are given.
    Stream.concat(
            Stream.of(secret.strip()).filter(KnownSecrets::isMaskedAnywhere),
            secret.lines().map(String::strip).filter(line -> line.length() >= SHORTEST_LINE))
        .distinct()
        .forEach(part -> add(forms, part));
    return forms;
  }

  private static void add(Set<ByteBuffer> forms, String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.add(ByteBuffer.wrap(bytes));
    // In a form (application/x-www-form-urlencoded) a space is a plus.
    forms.add(ByteBuffer.wrap(secret.replace(' ', '+').getBytes(StandardCharsets.UTF_8)));
    for (var digits : HEX) {
      forms.add(ByteBuffer.wrap(digits.formatHex(bytes).getBytes(StandardCharsets.US_ASCII)));
    }
    for (var alphabet : ALPHABETS) {
      forms.add(ByteBuffer.wrap(alphabet.encode(bytes)));
      forms.add(ByteBuffer.wrap(alphabet.withoutPadding().encode(bytes)));
      for (int before = 0; before < 3; before++) {
        forms.add(ByteBuffer.wrap(within(alphabet, bytes, before)));
      }
    }
  }

  /**
   * The characters that the secret alone decides when Base64 encodes it amid a longer text, such as
   * {@code user:password}: each stands for 6 bits, and which ones depends on how many bytes, modulo
   * 3, come before (RFC 4648).
   */
  private static byte[] within(Base64.Encoder alphabet, byte[] secret, int before) {
    var shifted = new byte[before + secret.length];
    System.arraycopy(secret, 0, shifted, before, secret.length);
    int first = Math.ceilDiv(8 * before, 6);
    int end = 8 * shifted.length / 6;
    return Arrays.copyOfRange(alphabet.encode(shifted), first, end);
  }
}
