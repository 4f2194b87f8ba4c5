package dev.prunella.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any secret in any text, in whatever pieces it comes. */
class RedactionProperties {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonMapper ASCII_JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** Few letters, so that texts nearly hold secrets; all that has a meaning in an encoding. */
  private static final char[] LETTERS = "aab+/=%\\\"u0041 5c2\n&é".toCharArray();

  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.strings()
        .withChars(LETTERS)
        .withChars('\uD83D', '\uDE00')
        .ofMinLength(4)
        .ofMaxLength(12)
        .map(RedactionProperties::whole)
        .filter(KnownSecrets::isMaskedAnywhere);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars(LETTERS).ofMaxLength(60);
  }

  /** Without halves of characters, which no encoding can carry. */
  private static String whole(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Property(tries = 3_000)
  void secretIsNeverShown(
      @ForAll("secrets") String secret,
      @ForAll("texts") String before,
      @ForAll("texts") String after)
      throws JsonProcessingException {
    var redaction = new Redaction();
    redaction.remember(secret);
    var text = before + secret + after;

    assertThat(redaction.redact(text)).contains("***").doesNotContain(secret);
    var url = URLEncoder.encode(text, StandardCharsets.UTF_8);
    assertThat(URLDecoder.decode(redaction.redact(url), StandardCharsets.UTF_8))
        .contains("***")
        .doesNotContain(secret);
    for (var mapper : List.of(JSON, ASCII_JSON)) {
      var once = mapper.writeValueAsString(text);
      assertThat(mapper.readValue(redaction.redact(once), String.class))
          .contains("***")
          .doesNotContain(secret);
      var twice = redaction.redact(mapper.writeValueAsString(once));
      assertThat(mapper.readValue(mapper.readValue(twice, String.class), String.class))
          .contains("***")
          .doesNotContain(secret);
    }
  }

  @Property(tries = 3_000)
  void base64ThatTheSecretDecidesIsNeverShown(
      @ForAll("secrets") String secret,
      @ForAll("texts") String before,
      @ForAll("texts") String after) {
    var redaction = new Redaction();
    redaction.remember(secret);
    byte[] text = bytes(before + secret + after);
    int start = bytes(before).length;
    int end = start + bytes(secret).length;
    for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      var encoded = encoder.encodeToString(text);
      var decided = encoded.substring(Math.ceilDiv(8 * start, 6), 8 * end / 6);
      assertThat(redaction.redact("x " + encoded)).contains("***").doesNotContain(decided);
    }
  }

  @Property(tries = 5_000)
  void piecesReadAsTheWhole(
      @ForAll("secrets") String one,
      @ForAll("secrets") String two,
      @ForAll("texts") String before,
      @ForAll("texts") String between,
      @ForAll List<@net.jqwik.api.constraints.IntRange(min = 0, max = 12) Integer> lengths) {
    var redaction = new Redaction();
    redaction.remember(one);
    redaction.remember(two);
    var text =
        before
            + URLEncoder.encode(one, StandardCharsets.UTF_8)
            + between
            + two
            + Base64.getEncoder().encodeToString(bytes(one + two));

    var shown = new StringBuilder();
    var stream = redaction.stream();
    for (var piece : cut(text, lengths)) {
      shown.append(stream.next(piece));
    }
    shown.append(stream.end());

    assertThat(shown).hasToString(redaction.redact(text));
    assertThat(shown.toString()).doesNotContain(two);
  }

  private static List<String> cut(String text, List<Integer> lengths) {
    var pieces = new ArrayList<String>();
    int from = 0;
    for (int length : lengths) {
      int to = Math.min(text.length(), from + length);
      pieces.add(text.substring(from, to));
      from = to;
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  @Property(tries = 1_000)
  void textThatHoldsNoSecretIsUntouched(@ForAll("texts") String text) {
    var redaction = new Redaction();
    redaction.remember("zzzz-not-in-there");
    assertThat(redaction.redact(text)).isEqualTo(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
