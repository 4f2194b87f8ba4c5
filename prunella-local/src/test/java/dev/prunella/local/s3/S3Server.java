package dev.prunella.local.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.iceberg.aws.s3.S3FileIO;

/** A real server that speaks S3, in a process of its own, reachable from this machine only. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "lake";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern STARTED =
      Pattern.compile("Tomcat started on ports (\\d+) \\(http\\)");

  private final Process process;
  private final URI endpoint;

  private S3Server(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts a server with one empty bucket that keeps its files and its log in {@code folder}. */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    var module = Path.of(System.getProperty("prunella.root")).resolve("prunella-local");
    var log = folder.resolve("s3-server.log");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                module.resolve("target/s3-server/s3mock.jar").toString(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.ssl.enabled=false",
                "--http.port=0",
                "--spring.main.sources=file:"
                    + module.resolve("src/test/resources/s3/loopback.xml"),
                "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new S3Server(process, URI.create("http://127.0.0.1:" + port(process, log)));
  }

  private static int port(Process process, Path log) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      var started = STARTED.matcher(Files.readString(log));
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new IllegalStateException(
        "the S3 server did not start within " + PATIENCE + "; it said:\n" + Files.readString(log));
  }

  /** The bucket's files; the server takes any credentials. */
  S3FileIO files() {
    return S3Warehouse.open(properties(endpoint), value -> value.replace("secret:env/", "the-"));
  }

  static Map<String, String> properties(URI endpoint) {
    return Map.of(
        "s3.endpoint", endpoint.toString(),
        "s3.access-key-id", "secret:env/NAME",
        "s3.secret-access-key", "secret:env/KEY");
  }

  /** An address of this machine where nobody listens. */
  static URI nobody() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
