package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes slowly is waited for; what has fallen silent is not. */
@Timeout(30)
class EventLinesTest {
  private static final Duration SILENCE = Duration.ofMillis(600);
  private static final Duration LOOKS = Duration.ofMillis(20);

  /** A way on which bytes come one by one and which then falls silent, until it is closed. */
  private static final class Slow extends InputStream {
    private final byte[] bytes;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int at;

    Slow(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() throws IOException {
      try {
        if (closed.await(at < bytes.length ? 50 : 20_000, TimeUnit.MILLISECONDS)) {
          throw new IOException("closed");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return at < bytes.length ? bytes[at++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int one = read();
      into[offset] = (byte) one;
      return one < 0 ? -1 : 1;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void oneLineMayTakeLongerThanAnySilence() throws Exception {
    try (var events =
        new EventLines(
            new Slow("id: 1\nevent: out\ndata: \"aaaaaaaaaaaaaaaaaaaa\"\n\n"), SILENCE, LOOKS)) {
      assertThat(events.next())
          .isEqualTo(new EventLines.Event(1, "out", "\"aaaaaaaaaaaaaaaaaaaa\""));
      assertThatThrownBy(events::next).as("then nothing comes").isInstanceOf(IOException.class);
    }
  }

  @Test
  void aBodyThatDoesNotEndIsNotWaitedForAndWhatIsWholeIsRead() {
    assertThat(AnswerBody.read(new Slow("{\"detail\":"), SILENCE)).isEmpty();
    var whole = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(AnswerBody.read(whole, SILENCE)).isEqualTo("{}");
  }
}
