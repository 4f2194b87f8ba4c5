package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a file's first bytes say about the rest. */
enum FirstBytes {
  TEXT("none"),
  GZIP("gzip"),
  ZSTD("zstd"),
  PARQUET("none"),
  HTML("none");

  private static final int LOOKED_AT = 512;

  private final String compression;

  FirstBytes(String compression) {
    this.compression = compression;
  }

  String compression() {
    return compression;
  }

  static FirstBytes of(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LOOKED_AT);
    }
    if (startsWith(bytes, 0x1f, 0x8b)) {
      return GZIP;
    }
    if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
      return ZSTD;
    }
    if (startsWith(bytes, 'P', 'A', 'R', '1')) {
      return PARQUET;
    }
    var text = new String(bytes, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    boolean html = text.startsWith("<!doctype html") || text.startsWith("<html");
    return html ? HTML : TEXT;
  }

  /** Whether a file begins with the mark of UTF-16, which UTF-8 cannot begin with. */
  static boolean isUtf16(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(2);
      return startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff);
    }
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  /** Fails where the bytes are surely not what they are said to be. */
  void refuse(String name, Source.Format.Kind expected) {
    var wanted = expected.name().toLowerCase(Locale.ROOT);
    boolean wrong = this == HTML || (this == PARQUET) != (expected == Source.Format.Kind.PARQUET);
    if (wrong) {
      throw new FaultException(
          Fault.of(
                  Kind.BAD_BYTES,
                  switch (this) {
                    case HTML -> name + ": this is a web page, not " + wanted;
                    case PARQUET -> name + ": this is Parquet, not " + wanted;
                    case TEXT, GZIP, ZSTD -> name + ": this is no Parquet file";
                  },
                  this == HTML
                      ? "look what the server says: it may ask for a login, or report an error"
                      : "correct the source's format")
              .with("file", name));
    }
  }
}
