package dev.prunella.local.transfer;

import java.util.Locale;
import java.util.Optional;

/** Formats of files that come in and go out. */
public enum FileFormat {
  CSV,
  /** One array of objects, or one object a line. */
  JSON,
  PARQUET;

  /** What a file's name says it holds; {@code .gz} and {@code .zst} are looked through. */
  public static Optional<FileFormat> ofName(String name) {
    var plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "csv", "tsv", "txt" -> Optional.of(CSV);
      case "json", "jsonl", "ndjson" -> Optional.of(JSON);
      case "parquet", "pq" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }
}
