package dev.prunella.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.pipeline.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Messages as server-sent events. A comment now and then shows whether anybody listens; where
 * nobody does, what is at work is told to end. Thread-safe.
 */
final class EventStream implements AutoCloseable {
  private static final long BEAT_SECONDS = 2;
  private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private static final ScheduledExecutorService BEATS =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("prunella-mcp-beats").daemon(true).factory());

  private final OutputStream out;
  private final Cancellation cancellation;
  private final Future<?> beat;

  EventStream(OutputStream out, Cancellation cancellation) {
    this.out = out;
    this.cancellation = cancellation;
    this.beat =
        BEATS.scheduleWithFixedDelay(
            () -> write(BEAT), BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  void send(JsonNode message) {
    write(
        ("event: message\ndata: " + McpJson.text(message) + "\n\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void write(byte[] bytes) {
    if (cancellation.isCancelled()) {
      return;
    }
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // Whoever asked has gone: that is how a call is cancelled here.
      cancellation.cancel();
    }
  }

  @Override
  public void close() {
    beat.cancel(false);
  }
}
