package dev.prunella.app.cli;

import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.Coverage.Standing;
import dev.prunella.refs.TableName;
import java.util.List;

/** How it stands with intervals, for people. */
final class CoverageWords {
  private static final int MOST_NAMED = 3;

  private CoverageWords() {}

  /** Why no run is due for an interval. */
  static String passedOver(Standing standing) {
    return switch (standing) {
      case Standing.Done() -> "done";
      case Standing.Outdated outdated ->
          "done, though " + why(outdated) + ": --again computes them anew";
      case Standing.Missing() -> throw new IllegalArgumentException("a run is due");
    };
  }

  /** What has become of what was published. */
  static String why(Standing.Outdated outdated) {
    var reason = outdated.reason();
    return sentence(reason, outdated.because(reason));
  }

  static String sentence(Reason reason, List<TableName> tables) {
    var names = names(tables);
    boolean one = tables.size() == 1;
    return switch (reason) {
      case GONE -> names + (one ? " was" : " were") + " dropped since";
      case UNDONE -> "what was published of " + names + " was undone";
      case OTHER_FILES ->
          (one ? "the file of " + names + " has" : "the files of " + names + " have")
              + " changed since";
      case OTHER_CODE -> names + (one ? " has" : " have") + " changed since";
    };
  }

  /** The first few, in a sentence. */
  static String names(List<TableName> tables) {
    var some = tables.stream().limit(MOST_NAMED).map(t -> Words.safe(t.toString())).toList();
    return tables.size() > MOST_NAMED
        ? String.join(", ", some) + " and " + (tables.size() - MOST_NAMED) + " more"
        : some.size() == 1
            ? some.getFirst()
            : String.join(", ", some.subList(0, some.size() - 1)) + " and " + some.getLast();
  }
}
