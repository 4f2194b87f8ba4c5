package dev.prunella.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell that is probably wrong.
 *
 * @param row the row's position in what was read, from 0
 * @param value as text; null where it is empty
 * @param confidence that it is wrong, from 0 to 1
 */
public record CellSuspicion(
    long row,
    String column,
    @Nullable String value,
    double confidence,
    Level level,
    List<Evidence> evidence) {

  public CellSuspicion {
    evidence = List.copyOf(evidence);
  }

  /** What may be done with it. */
  public enum Level {
    /** Likely enough to be shown to a person. */
    REPORT,
    /** So likely that its row may be held back. */
    QUARANTINE
  }

  /**
   * One thing that speaks against the cell.
   *
   * @param expected what should stand there, where this is known
   */
  public record Evidence(Signal signal, @Nullable String expected, double confidence) {}
}
