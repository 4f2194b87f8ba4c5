package dev.prunella.app.cli;

import dev.prunella.pipeline.Materialization;

/** A materialization as models spell it. */
final class MaterializationWords {
  private MaterializationWords() {}

  static String of(Materialization how) {
    return switch (how) {
      case Materialization.Full() -> "full";
      case Materialization.Append() -> "append";
      case Materialization.IntervalBy(var column) -> "interval by " + column;
      case Materialization.MergeBy(var key) -> "merge by " + String.join(", ", key);
    };
  }
}
