package dev.prunella.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer that is no stream. Once its head has come nothing else bounds the time that
 * it takes.
 */
final class AnswerBody {
  private static final int MOST = 64 << 10;

  private AnswerBody() {}

  /**
   * Reads it; nothing where it breaks off or does not come to its end in time, for what the head
   * says holds without it.
   */
  static String read(InputStream in, Duration atMost) {
    var read = new CountDownLatch(1);
    Thread.ofVirtual().name("prunella-answer").start(() -> close(in, read, atMost));
    try {
      return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    } finally {
      read.countDown();
    }
  }

  private static void close(InputStream in, CountDownLatch unlessRead, Duration after) {
    try (in) {
      unlessRead.await(after.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed all the same, and the read ends.
      unlessRead.countDown();
    }
  }
}
