package dev.prunella.bench.heal.ground;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a day's rows are written as, known by the end of the file's name. */
enum FeedFormat {
  CSV(".csv"),
  CSV_GZ(".csv.gz"),
  PARQUET(".parquet"),
  JSON(".json");

  private final String ending;

  FeedFormat(String ending) {
    this.ending = ending;
  }

  static Optional<FeedFormat> of(String name) {
    return Arrays.stream(values()).filter(format -> name.endsWith(format.ending)).findFirst();
  }

  /** For a sentence. */
  static String endings() {
    return Arrays.stream(values()).map(format -> format.ending).collect(Collectors.joining(", "));
  }
}
