package dev.prunella.bench.heal.ground;

import dev.prunella.local.duckdb.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a ground's CSV files are written: as the source of the feed that delivers them declares.
 *
 * @param options of DuckDB's COPY
 */
record CsvLayout(String options) {
  /** The options of a source that can be written; a ground that declares others is refused. */
  static final Set<String> KNOWN =
      Set.of("delimiter", "quote", "escape", "header", "null", "date_format", "timestamp_format");

  static CsvLayout of(List<Feed> feeds, Map<String, SourceFile> sources) {
    var options = new StringBuilder("FORMAT csv");
    var declared =
        feeds.stream()
            .filter(CsvLayout::isCsv)
            .flatMap(feed -> Optional.ofNullable(sources.get(feed.source())).stream())
            .findFirst()
            .map(SourceFile::options)
            .orElse(Map.of());
    options
        .append(", HEADER ")
        .append(!declared.getOrDefault("header", "true").equalsIgnoreCase("false"));
    for (var option :
        List.of(
            Map.entry("delimiter", "DELIMITER"),
            Map.entry("quote", "QUOTE"),
            Map.entry("escape", "ESCAPE"),
            Map.entry("null", "NULLSTR"),
            Map.entry("date_format", "DATEFORMAT"),
            Map.entry("timestamp_format", "TIMESTAMPFORMAT"))) {
      var value = declared.get(option.getKey());
      if (value != null) {
        options.append(", ").append(option.getValue()).append(' ').append(Sql.literal(value));
      }
    }
    return new CsvLayout(options.toString());
  }

  static boolean isCsv(Feed feed) {
    return feed.delivery() instanceof Feed.Delivery.File(var pattern)
        && FeedFormat.of(pattern)
            .filter(f -> f == FeedFormat.CSV || f == FeedFormat.CSV_GZ)
            .isPresent();
  }
}
