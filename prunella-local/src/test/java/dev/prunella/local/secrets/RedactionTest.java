package dev.prunella.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.LakeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final String SECRET = "p\"a/s s+é%1";

  private final Redaction redaction = new Redaction();

  @Test
  void textWithoutSecretsStaysAsItIs() {
    var text = "100% of \\n and %zz, \\u00, \uD83D\uDE00 and half \uD83D of it \\";
    assertThat(redaction.redact(text)).isEqualTo(text);
    redaction.remember(SECRET);
    assertThat(redaction.redact(text)).isEqualTo(text);
    assertThat(redaction.redact("")).isEmpty();
  }

  @Test
  void secretIsMaskedInEveryUsualForm() {
    redaction.remember(SECRET);
    var base64 = Base64.getEncoder();
    for (var form :
        List.of(
            SECRET,
            "p%22a%2Fs+s%2B%C3%A9%251", // URLEncoder
            "p%22a%2fs%20s%2b%c3%a9%251", // in small letters, as a path
            "p%22a/s%20s+%C3%A9%251", // as encodeURI does
            "p\\\"a/s s+é%1", // JSON
            "p\\\"a\\/s s+\\u00e9%1",
            "p\\u0022a\\u002Fs s\\u002b\\u00E9%1",
            "p\\\\\\\"a/s s+é%1", // JSON as a string of JSON
            "p%2522a%252Fs%2520s%252B%25C3%25A9%25251", // a URL in a URL
            "p%22a%2Fs+s%2B\\u00e9%251", // both
            base64.encodeToString(bytes(SECRET)),
            base64.withoutPadding().encodeToString(bytes(SECRET)),
            Base64.getUrlEncoder().encodeToString(bytes(SECRET)),
            HexFormat.of().formatHex(bytes(SECRET)),
            HexFormat.of().withUpperCase().formatHex(bytes(SECRET)))) {
      assertThat(redaction.redact("a " + form + " b")).as(form).isEqualTo("a *** b");
      assertThat(redaction.redact(form)).as(form).isEqualTo("***");
    }
  }

  @Test
  void secretIsMaskedInHexadecimalDigitsOfALongerText() {
    redaction.remember("hunter22");
    var digits = HexFormat.of().formatHex(bytes("bob:hunter22\n"));
    assertThat(redaction.redact(digits)).isEqualTo("626f623a***0a");
    assertThat(redaction.redact(digits.toUpperCase(Locale.ROOT))).isEqualTo("626F623A***0A");
  }

  @Test
  void secretIsMaskedInBase64OfALongerText() {
    redaction.remember("hunter22");
    for (var user : List.of("", "a", "ab", "abc", "somebody")) {
      var header = "Basic " + Base64.getEncoder().encodeToString(bytes(user + ":hunter22"));
      var shown = redaction.redact(header);
      assertThat(shown).startsWith("Basic ").contains("***");
      // What is left cannot say more than the bits that a neighbour shares.
      assertThat(shown.length()).isLessThanOrEqualTo(header.length() - 7);
    }
  }

  @Test
  void secretsThatTouchOrOverlapAreOneMask() {
    redaction.remember("abcd");
    redaction.remember("cdef");
    assertThat(redaction.redact("x abcdef y")).isEqualTo("x *** y");
    assertThat(redaction.redact("abcdabcd")).isEqualTo("***");
    assertThat(redaction.redact("abcd abcd")).isEqualTo("*** ***");
  }

  @Test
  void linesOfAKeyAreMaskedByThemselves() {
    redaction.remember("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nshort\n");
    assertThat(redaction.redact("at line 2: MIIEvQIBADANBgkqhkiG9w0BAQEF"))
        .isEqualTo("at line 2: ***");
    assertThat(redaction.redact("a short one")).isEqualTo("a short one");
  }

  @Test
  void shortValueIsMaskedOnlyWhereItIsCalledASecret() {
    assertThat(redaction.remember("77")).isFalse();
    assertThat(redaction.remember("a.b")).isFalse();
    assertThat(redaction.redact("PIN=77, password: 'a.b' and \"api_token\" : \"77\""))
        .isEqualTo("PIN=***, password: '***' and \"api_token\" : \"***\"");
    assertThat(redaction.redact("77 rows, pin=777, pin=axb, total=77"))
        .isEqualTo("77 rows, pin=777, pin=axb, total=77");
  }

  @Test
  void emptyAndBlankValuesMaskNothing() {
    assertThat(redaction.remember("")).isFalse();
    assertThat(redaction.remember("      ")).isFalse();
    assertThat(redaction.remember("four")).isTrue();
    assertThat(redaction.redact("a       b")).isEqualTo("a       b");
  }

  @Test
  void secretCutAcrossPiecesIsMaskedAndNothingElseIsHeldBack() {
    redaction.remember("hunter22");
    var stream = redaction.stream();
    assertThat(stream.next("all is well\n")).isEqualTo("all is well\n");
    assertThat(stream.next("password hun")).isEqualTo("password ");
    assertThat(stream.next("ter")).isEmpty();
    assertThat(stream.next("22 and hunt")).isEqualTo("*** and ");
    assertThat(stream.next("ing")).isEqualTo("hunting");
    assertThat(stream.next(" h%75n")).isEqualTo(" ");
    assertThat(stream.next("ter2%3")).isEmpty();
    assertThat(stream.next("2.")).isEqualTo("***.");
    assertThat(stream.next("hunter2")).isEmpty();
    assertThat(stream.end()).isEqualTo("hunter2");
    assertThat(stream.end()).isEmpty();
  }

  @Test
  void longRunOfTheSameSecretIsNotHeldBack() {
    redaction.remember("aaaa");
    var stream = redaction.stream();
    var shown = new StringBuilder(stream.next("b"));
    for (int i = 0; i < 1_000; i++) {
      shown.append(stream.next("aaaaaaaaaa"));
    }
    assertThat(shown.append(stream.next("b")).append(stream.end())).hasToString("b***b");
  }

  @Test
  void escapesThatPlayAreNotHeldBackForEver() {
    redaction.remember(SECRET);
    var stream = redaction.stream();
    int shown = stream.next("%5c").length();
    for (int i = 0; i < 1_000; i++) {
      shown += stream.next("\\\\\\\\\\\\\\\\\\\\").length();
    }
    assertThat(shown).isGreaterThan(9_000);
  }

  @Test
  void shortSecretCutAcrossPiecesIsMaskedToo() {
    redaction.remember("77");
    for (int cut = 0; cut < 120; cut++) {
      var text = "x".repeat(60) + " pin=77 " + "y".repeat(60);
      var stream = redaction.stream();
      var shown = stream.next(text.substring(0, cut)) + stream.next(text.substring(cut));
      assertThat(shown + stream.end()).isEqualTo(text.replace("77", "***"));
    }
  }

  @Test
  void largeTextsAreMaskedThroughout() {
    redaction.remember("hunter22");
    var line = "some words hunter22 %41 \\u0041 more words\n";
    var text = line.repeat(20_000);
    long start = System.nanoTime();
    assertThat(redaction.redact(text).equals(line.replace("hunter22", "***").repeat(20_000)))
        .isTrue();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void tooManySecretsAreAnErrorRatherThanALeak() {
    assertThatThrownBy(
            () -> IntStream.rangeClosed(0, 1_000).forEach(i -> redaction.remember("s" + i)))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("more than 1,000 secrets");
  }

  @Test
  void secretsMayBeLearntWhileOthersRedact() throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(4)) {
      var done =
          IntStream.range(0, 4)
              .mapToObj(
                  t ->
                      threads.submit(
                          () -> {
                            start.await();
                            for (int i = 0; i < 100; i++) {
                              var secret = "thread-" + t + "-" + i + ";";
                              redaction.remember(secret);
                              assertThat(redaction.redact("x" + secret)).isEqualTo("x***");
                            }
                            return true;
                          }))
              .toList();
      start.countDown();
      for (var one : done) {
        assertThat(one.get(50, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(redaction.redact("thread-0-0; thread-3-99;")).isEqualTo("*** ***");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
