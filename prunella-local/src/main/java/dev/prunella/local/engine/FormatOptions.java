package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import dev.prunella.refs.DidYouMean;
import java.util.List;
import java.util.Optional;

/** What a source says of its format. */
record FormatOptions(Source.Format format) {
  private static final List<String> ALL =
      List.of(
          "delimiter",
          "quote",
          "escape",
          "header",
          "encoding",
          "decimal_separator",
          "null",
          "date_format",
          "timestamp_format",
          "skip",
          "totals_line",
          "header_again",
          "layout",
          "rows");

  FormatOptions {
    for (var option : format.options().keySet()) {
      if (!ALL.contains(option)) {
        throw new FaultException(
            Kind.FAILED,
            "the format has no option '" + option + "'",
            DidYouMean.among(ALL, option)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("options are " + String.join(", ", ALL)));
      }
    }
  }

  Optional<String> text(String option) {
    return Optional.ofNullable(format.options().get(option));
  }

  boolean isTrue(String option) {
    return text(option).orElse("false").equals("true");
  }

  /** Whether the first line of a CSV file holds the columns' names. */
  boolean hasHeader() {
    return !text("header").orElse("true").equals("false");
  }

  int whole(String option) {
    var text = text(option).orElse("0");
    if (!text.matches("\\d{1,9}")) {
      throw new FaultException(
          Kind.FAILED, "'" + option + "' is a number, not '" + text + "'", "correct the format");
    }
    return Integer.parseInt(text);
  }
}
