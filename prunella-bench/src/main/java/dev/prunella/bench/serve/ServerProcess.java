package dev.prunella.bench.serve;

import dev.prunella.app.cli.Prunella;
import dev.prunella.bench.ChildJava;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * {@code prunella serve} in a process of its own, on this machine alone.
 *
 * @param ready from its start until {@code /health} answered 200
 */
record ServerProcess(Process process, URI uri, Duration ready, Path log) implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final long LONGEST_STOP_SECONDS = 20;

  /** What makes a start quick; the server is started as this process was. */
  private static final String CACHE = "-XX:AOTCache=";

  /**
   * Starts it and waits until it is ready.
   *
   * @param options of its Java machine
   * @throws IOException if it ends or does not get ready; with the end of what it said
   */
  static ServerProcess start(Path project, List<String> options)
      throws IOException, InterruptedException {
    int port = free();
    var all = new ArrayList<>(options);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith(CACHE))
        .forEach(all::add);
    var log = project.resolve("serve.log");
    var command =
        ChildJava.command(all, Prunella.class, List.of("serve", "--json", "--port", "" + port));
    long begun = System.nanoTime();
    var process =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var uri = URI.create("http://127.0.0.1:" + port);
    try (var client = HttpClient.newHttpClient()) {
      while (process.isAlive() && System.nanoTime() - begun < LONGEST_START.toNanos()) {
        if (isReady(client, uri)) {
          var ready = Duration.ofNanos(System.nanoTime() - begun);
          return new ServerProcess(process, uri, ready, log);
        }
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    }
    process.destroyForcibly();
    throw new IOException("the server did not get ready: " + tail(log));
  }

  private static boolean isReady(HttpClient client, URI uri) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(uri.resolve("/health")).timeout(Duration.ofSeconds(5)).build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String tail(Path log) throws IOException {
    var said = Files.exists(log) ? Files.readString(log) : "";
    return said.substring(Math.max(0, said.length() - 1_000));
  }

  /** Megabytes that it holds now; empty where the kernel does not tell (not Linux). */
  OptionalLong residentMegabytes() {
    return status("VmRSS:");
  }

  /** The most that it has held. */
  OptionalLong peakMegabytes() {
    return status("VmHWM:");
  }

  private OptionalLong status(String field) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Processor time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Asks it to end, as a service manager does; then makes it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
