package dev.prunella.app.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.people.AnswerTokens.Read;
import dev.prunella.app.people.AnswerTokens.Token;
import dev.prunella.incident.IncidentId;
import dev.prunella.local.secrets.OwnKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:03:00Z");
  private static final Token TOKEN =
      new Token(
          new IncidentId(7),
          2,
          Optional.of("retry"),
          "Zoë <zoë@acme.example>",
          NOW.plus(Duration.ofDays(7)));

  @TempDir Path folder = Path.of("");

  private AnswerTokens tokens(String key, Instant now) {
    return new AnswerTokens(OwnKey.in(folder, key), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void whatIsWrittenIsReadUntilItsTimeIsOver() {
    var text = tokens("a", NOW).write(TOKEN);
    assertThat(text).matches("[A-Za-z0-9._-]+");
    assertThat(tokens("a", NOW).read(text)).isEqualTo(new Read.Good(TOKEN));
    assertThat(tokens("a", TOKEN.until().minusSeconds(1)).read(text)).isInstanceOf(Read.Good.class);
    assertThat(tokens("a", TOKEN.until()).read(text)).isInstanceOf(Read.Refused.class);
    assertThat(tokens("b", NOW).read(text)).as("another key").isInstanceOf(Read.Refused.class);
  }

  @Test
  void whateverIsChangedInItItSaysNothingElse() {
    var text = tokens("a", NOW).write(TOKEN);
    for (int i = 0; i < text.length(); i++) {
      for (char other : new char[] {'A', 'z', '9', '.', '-', ' ', 'é'}) {
        var changed = text.substring(0, i) + other + text.substring(i + 1);
        if (tokens("a", NOW).read(changed) instanceof Read.Good(var token)) {
          assertThat(token).isEqualTo(TOKEN);
        }
      }
      assertThat(tokens("a", NOW).read(text.substring(0, i))).isInstanceOf(Read.Refused.class);
    }
    assertThat(tokens("a", NOW).read("")).isInstanceOf(Read.Refused.class);
    assertThat(tokens("a", NOW).read(text.repeat(100))).isInstanceOf(Read.Refused.class);
  }

  @Test
  void theListIsSeenByItsOwnAddressOnly() {
    var tokens = tokens("a", NOW);
    var list = tokens.inbox(NOW.plusSeconds(60));
    assertThat(tokens.isInbox(list)).isTrue();
    assertThat(tokens("a", NOW.plusSeconds(60)).isInbox(list)).isFalse();
    assertThat(tokens.isInbox(list.replaceFirst("^1", "2"))).isFalse();
    assertThat(tokens.isInbox(tokens.write(TOKEN))).isFalse();
    assertThat(tokens.read(list)).isInstanceOf(Read.Refused.class);
  }
}
