package dev.prunella.bench.heal.ground;

import java.nio.file.Path;
import java.util.List;

/**
 * Rows that come from outside, a day at a time.
 *
 * @param source the table that they fill, as the ground calls it
 * @param pool a CSV file with a header, commas and UTF-8, compressed if its name says so: rows of
 *     real days
 * @param time the column that tells which day a row belongs to; other dates and times of a row move
 *     by as many days
 * @param fresh columns whose values are made new for each day: equal ones stay equal within the
 *     day, and are never equal between days
 * @param least the smallest share of a real day's rows that a day gets, above 0
 * @param most the largest, up to 1
 */
public record Feed(
    String source,
    Path pool,
    String time,
    List<String> fresh,
    double least,
    double most,
    Delivery delivery) {

  /** The word in a pattern that stands for the day, as {@code yyyy-MM-dd}. */
  static final String INTERVAL = "{interval}";

  public Feed {
    fresh = List.copyOf(fresh);
    if (!(least > 0 && least <= most && most <= 1)) {
      throw new IllegalArgumentException(
          "a share lies above 0 and up to 1, the smaller first: " + least + ", " + most);
    }
  }

  /** Whether its rows come in files. */
  public boolean isFile() {
    return delivery instanceof Delivery.File;
  }

  /** Whether its rows come in files of text, compressed or not. */
  public boolean isText() {
    return delivery instanceof Delivery.File(String pattern) && pattern.matches(".*\\.csv(\\.gz)?");
  }

  /** How a day's rows reach the project. */
  public sealed interface Delivery {

    /**
     * A file of the project.
     *
     * @param pattern from the project's folder, with {@code {interval}} for the day
     */
    record File(String pattern) implements Delivery {}

    /**
     * A JSON array from an HTTP server.
     *
     * @param path from the server's root, with {@code {interval}} for the day
     */
    record Http(String path) implements Delivery {}
  }
}
