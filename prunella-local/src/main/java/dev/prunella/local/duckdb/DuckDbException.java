package dev.prunella.local.duckdb;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.util.Locale;

/**
 * Something between Iceberg and DuckDB went wrong; the message says what, where, and what to do
 * next.
 */
public class DuckDbException extends RuntimeException implements Fault.Told {
  private static final long serialVersionUID = 1L;

  public DuckDbException(String message) {
    super(message);
  }

  public DuckDbException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether DuckDB says that it needed more memory, or room to spill, than it was allowed. */
  public static boolean isOutOfMemory(String said) {
    var lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("out of memory")
        || lower.contains("failed to offload")
        || lower.contains("max_temp_directory_size");
  }

  @Override
  public Fault fault() {
    var said = String.valueOf(getMessage());
    return Fault.of(isOutOfMemory(said) ? Kind.OUT_OF_MEMORY : Kind.FAILED, said, "");
  }
}
