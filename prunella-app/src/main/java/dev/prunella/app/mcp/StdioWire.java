package dev.prunella.app.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.pipeline.Cancellation;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol over two streams: a message a line. What is written is the protocol's and nothing
 * else. A call that is cancelled gets no answer; the end of the input ends all.
 */
public final class StdioWire {
  private static final Logger LOG = LoggerFactory.getLogger(StdioWire.class);
  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_AT_ONCE = 8;
  private static final long END_SECONDS = 30;
  private static final int PARSE_ERROR = -32700;

  private final AgentServer server;
  private final AgentDesk desk;
  private final InputStream in;
  private final OutputStream out;
  private final Map<String, Cancellation> atWork = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  public StdioWire(AgentServer server, AgentDesk desk, InputStream in, OutputStream out) {
    this.server = server;
    this.desk = desk;
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /** Serves until the input ends. */
  public void serve() throws IOException, InterruptedException {
    var threads = Thread.ofPlatform().daemon().name("prunella-mcp-", 1).factory();
    try (var workers = Executors.newThreadPerTaskExecutor(threads)) {
      byte[] line = line();
      while (line != null) {
        var message = read(line);
        if (message != null) {
          room.acquire();
          workers.execute(() -> work(message));
        }
        line = line();
      }
      atWork.values().forEach(Cancellation::cancel);
      workers.shutdown();
      if (!workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a call did not end when it was told to");
        workers.shutdownNow();
      }
    }
  }

  /** Notifications are heeded at once; requests are given back. */
  private @Nullable JsonNode read(byte[] line) {
    JsonNode message;
    try {
      message = McpJson.MESSAGES.readTree(line);
    } catch (IOException e) {
      send(AgentServer.error(McpJson.MESSAGES.nullNode(), PARSE_ERROR, "that is no JSON"));
      return null;
    }
    if (message.has("id") && message.has("method")) {
      // Kept from here on: what cancels it may be the next line.
      atWork.put(message.path("id").toString(), new Cancellation());
      return message;
    }
    if (message.path("method").asText().equals("notifications/cancelled")) {
      var cancelled = atWork.remove(message.path("params").path("requestId").toString());
      if (cancelled != null) {
        cancelled.cancel();
      }
    }
    return null;
  }

  private void work(JsonNode request) {
    var id = request.path("id").toString();
    try {
      var cancellation = atWork.getOrDefault(id, ended());
      var answer = server.answer(request, new Peer(desk, cancellation, this::send));
      if (atWork.remove(id) != null) {
        send(answer);
      }
    } catch (RuntimeException e) {
      LOG.warn("a request failed", e);
      if (atWork.remove(id) != null) {
        send(AgentServer.error(request.path("id"), -32603, "it could not be answered"));
      }
    } finally {
      room.release();
    }
  }

  private static Cancellation ended() {
    var ended = new Cancellation();
    ended.cancel();
    return ended;
  }

  private synchronized void send(JsonNode message) {
    try {
      out.write(McpJson.MESSAGES.writeValueAsBytes(message));
      out.write('\n');
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every message can be written", e);
    } catch (IOException e) {
      // Nobody reads any more: what is at work need not be.
      LOG.debug("nobody reads: {}", e.getMessage());
      atWork.values().forEach(Cancellation::cancel);
    }
  }

  /** The next line; null at the end. One that is too long is read and answered as no JSON. */
  private byte @Nullable [] line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        return bytes.size() == 0 ? null : bytes.toByteArray();
      }
      if (next == '\n') {
        if (bytes.toString(StandardCharsets.UTF_8).isBlank()) {
          bytes.reset();
          continue;
        }
        return bytes.toByteArray();
      }
      if (bytes.size() < MOST_BYTES) {
        bytes.write(next);
      }
    }
  }
}
