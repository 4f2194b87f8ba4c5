package dev.prunella.app.people;

import dev.prunella.incident.IncidentId;
import dev.prunella.local.secrets.OwnKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a message carries so that its receiver can answer: bound to one question of one incident, to
 * who was asked, to one option or any, and to a time. It is used once, for a question is answered
 * once. Thread-safe.
 */
public final class AnswerTokens {
  private static final String VERSION = "pa1";
  private static final int MAC_BYTES = 16;
  private static final int LONGEST = 1_000;
  private static final Pattern FORM =
      Pattern.compile(
          VERSION
              + "\\.([1-9]\\d{0,17})\\.([1-9]\\d{0,8})\\.([a-z]{0,40})\\.(\\d{1,12})\\.([A-Za-z0-9_-]*)\\.([A-Za-z0-9_-]{22})");

  private final OwnKey key;
  private final Clock clock;

  public AnswerTokens(OwnKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * What a token says.
   *
   * @param option empty where any of the question's may be chosen
   */
  public record Token(
      IncidentId incident, int question, Optional<String> option, String who, Instant until) {}

  /** What reading one comes to. */
  public sealed interface Read {
    record Good(Token token) implements Read {}

    /**
     * It is not to be gone by.
     *
     * @param why a sentence for people
     */
    record Refused(String why) implements Read {}
  }

  /** Whether a text is meant as one. */
  public static boolean looksLike(String text) {
    return text.startsWith(VERSION + ".");
  }

  /** Writes one; fit for an address as it is. */
  public String write(Token token) {
    var said =
        String.join(
            ".",
            VERSION,
            String.valueOf(token.incident().number()),
            String.valueOf(token.question()),
            token.option().orElse(""),
            String.valueOf(token.until().getEpochSecond()),
            base64(token.who().getBytes(StandardCharsets.UTF_8)));
    return said + "." + base64(mac(said));
  }

  /** Reads one that comes from outside. */
  public Read read(String text) {
    var form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      return new Read.Refused("this is no answer that Prunella has offered; copy the whole of it");
    }
    var said = text.substring(0, text.lastIndexOf('.'));
    var given = Base64.getUrlDecoder().decode(form.group(6));
    if (!MessageDigest.isEqual(given, mac(said))) {
      return new Read.Refused("this answer was not offered by this project");
    }
    var until = Instant.ofEpochSecond(Long.parseLong(form.group(4)));
    if (!clock.instant().isBefore(until)) {
      return new Read.Refused("this answer could be given until " + until);
    }
    return new Read.Good(
        new Token(
            new IncidentId(Long.parseLong(form.group(1))),
            Integer.parseInt(form.group(2)),
            Optional.of(form.group(3)).filter(o -> !o.isEmpty()),
            new String(Base64.getUrlDecoder().decode(form.group(5)), StandardCharsets.UTF_8),
            until));
  }

  /** What the list of all questions is seen by, until a time. */
  public String inbox(Instant until) {
    var said = String.valueOf(until.getEpochSecond());
    return said + "." + base64(Arrays.copyOf(key.authenticate("inbox\n" + said), MAC_BYTES));
  }

  /** Whether the list may be seen by this. */
  public boolean isInbox(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 2 || !parts[0].matches("\\d{1,12}")) {
      return false;
    }
    var until = Instant.ofEpochSecond(Long.parseLong(parts[0]));
    return MessageDigest.isEqual(
            inbox(until).getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8))
        && clock.instant().isBefore(until);
  }

  private byte[] mac(String said) {
    return Arrays.copyOf(key.authenticate("answer\n" + said), MAC_BYTES);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
