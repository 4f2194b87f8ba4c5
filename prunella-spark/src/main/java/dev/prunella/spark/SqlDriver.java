package dev.prunella.spark;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL in Spark for another process: requests come as lines of JSON on stdin, answers go as
 * lines of JSON to stdout, Spark's log goes to stderr. Ends when stdin ends, so that no Spark
 * outlives the process that started it.
 *
 * <p>Arguments are {@code key=value} settings of the session, catalogs above all.
 */
public final class SqlDriver {
  /** More rows than a person or a test reads; results belong into tables. */
  private static final int MAX_ROWS = 10_000;

  private final SparkSession spark;
  private final PrintStream out;

  private SqlDriver(SparkSession spark, PrintStream out) {
    this.spark = spark;
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    // Whatever a library prints must not come between the answers.
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    var builder = SparkSession.builder().appName("prunella");
    settings(args).forEach(builder::config);
    try (var spark = builder.getOrCreate();
        var requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      var driver = new SqlDriver(spark, out);
      driver.say(new Answer.Ready(spark.version(), System.getProperty("java.version")));
      driver.answerAll(requests);
    }
  }

  /** Modest defaults for one machine without a network, under what the caller asks for. */
  private static Map<String, String> settings(String[] args) {
    var settings = new TreeMap<String, String>();
    settings.put("spark.master", "local[2]");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.sql.shuffle.partitions", "2");
    settings.put(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    for (var arg : args) {
      var split = arg.indexOf('=');
      if (split < 1) {
        throw new IllegalArgumentException("a setting is key=value; got: " + arg);
      }
      settings.put(arg.substring(0, split), arg.substring(split + 1));
    }
    return settings;
  }

  private void answerAll(BufferedReader requests) throws IOException {
    for (var line = requests.readLine(); line != null; line = requests.readLine()) {
      if (!line.isBlank()) {
        say(answer(line));
      }
    }
  }

  private Answer answer(String line) throws IOException {
    final Request request;
    try {
      request = Request.parse(line);
    } catch (IllegalArgumentException | IOException unreadable) {
      return Answer.Failed.of(0, unreadable);
    }
    try {
      return run(request);
    } catch (Exception failure) {
      // Spark's Scala code throws checked exceptions that it does not declare. All go to the asker.
      return Answer.Failed.of(request.id(), failure);
    }
  }

  private Answer run(Request request) {
    var result = spark.sql(request.sql());
    var rows = result.takeAsList(MAX_ROWS + 1);
    var more = rows.size() > MAX_ROWS;
    return new Answer.Rows(
        request.id(), List.of(result.columns()), more ? rows.subList(0, MAX_ROWS) : rows, more);
  }

  private void say(Answer answer) throws IOException {
    out.println(answer.toJson());
  }
}
