package dev.prunella.app.spark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Spark in a JVM of its own, as prunella-spark drives it. For one thread. */
public final class SparkProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Decimals stay as they were written: 1.50 is not 1.5. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** What Spark reaches into; its own launcher gives the same. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final Process process;
  private final Path log;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);
  private long asked;

  private SparkProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts Spark and waits until it takes statements.
   *
   * @param folder for its log and all that it writes beside the lake
   * @param settings of the session, such as catalogs
   */
  public static SparkProcess start(Path java, Path folder, Map<String, String> settings)
      throws IOException {
    var log = folder.resolve("spark.log");
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.add("-Xmx1g");
    command.add("-XX:+UseSerialGC");
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-cp");
    command.add(classPath());
    command.add("dev.prunella.spark.SqlDriver");
    command.add("spark.local.dir=" + folder);
    command.add("spark.sql.warehouse.dir=" + folder.resolve("unused"));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile()).start();
    var spark = new SparkProcess(process, log);
    Thread.ofVirtual().name("spark-answers").start(spark::listen);
    try {
      spark.next();
    } catch (RuntimeException | Error e) {
      spark.close();
      throw e;
    }
    return spark;
  }

  private static String classPath() throws IOException {
    var module = Path.of(System.getProperty("prunella.root"), "prunella-spark", "target");
    var libraries = module.resolve("spark.classpath");
    if (!Files.exists(libraries)) {
      throw new IllegalStateException(
          libraries + " is missing: build with -Pspark, which makes it");
    }
    return module.resolve("classes") + ":" + Files.readString(libraries).strip();
  }

  /** Runs a statement that must succeed; gives its rows, each as JSON without its brackets. */
  public List<String> sql(String statement) {
    var answer = ask(statement);
    if (answer.has("error")) {
      throw new AssertionError(statement + " -> " + answer.get("error").asText());
    }
    var rows = new ArrayList<String>();
    answer
        .get("rows")
        .forEach(row -> rows.add(row.toString().substring(1, row.toString().length() - 1)));
    return rows;
  }

  /** Runs a statement that must fail; gives what Spark says. */
  public String refusal(String statement) {
    var answer = ask(statement);
    if (!answer.has("error")) {
      throw new AssertionError(statement + " -> " + answer.get("rows"));
    }
    return answer.get("error").asText();
  }

  private JsonNode ask(String statement) {
    var id = ++asked;
    var request = JSON.createObjectNode().put("id", id).put("sql", statement);
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(request.toString()).append('\n').flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Spark ended: " + lastWords(), e);
    }
    var answer = next();
    if (answer.path("id").asLong() != id) {
      throw new IllegalStateException("asked " + id + ", answered " + answer);
    }
    return answer;
  }

  private JsonNode next() {
    try {
      var line = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null || line.isEmpty()) {
        throw new IllegalStateException(
            (line == null ? "no answer from Spark within " + PATIENCE : "Spark ended")
                + "; its last words: "
                + lastWords());
      }
      return JSON.readTree(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Spark was at work", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Spark does not answer in JSON", e);
    }
  }

  /** Hands on each line, and an empty one at the end. */
  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.put(line);
      }
      answers.put("");
    } catch (IOException e) {
      // The process was ended while it spoke; nobody waits for an answer any more.
      answers.offer("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String lastWords() {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** The driver ends when its input does; if not, it is ended. */
  @Override
  public void close() {
    try {
      process.outputWriter(StandardCharsets.UTF_8).close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
