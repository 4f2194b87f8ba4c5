package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.pipeline.Fault;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A failure as a text by which it is told from others and found again, also where nothing was said
 * aloud: without row values, and without the category that was seen to differ.
 */
public final class FailureText {
  private static final int MOST_ANOMALIES = 4;

  private FailureText() {}

  /** What is wrong, in words. */
  public static String of(Finding finding) {
    return switch (finding.what()) {
      case What.Failed(var fault) -> of(fault.kind(), fault.message());
      case What.BreaksRules(var broken) ->
          "breaks rules: "
              + broken.stream().map(b -> b.check().id()).sorted().collect(Collectors.joining(", "));
      case What.Edited _ -> "its model was edited, and gives something else for the same input";
      case What.Replaced _ -> "much of what it held is not there any more";
      case What.Lost _ -> "data files of the lake are lost";
      case What.Held(var sentence) -> sentence;
      case What.Unlike unlike ->
          switch (unlike.explanation()) {
            case Explanation.Explained e -> plain(CauseWords.of(e.cause()));
            case Explanation.Suspected s -> "perhaps " + plain(CauseWords.of(s.cause()));
            case Explanation.Unexplained _ ->
                "unlike its history: "
                    + unlike.anomalies().stream()
                        .map(a -> a.subject() + " " + a.aspect().words())
                        .distinct()
                        .sorted()
                        .limit(MOST_ANOMALIES)
                        .collect(Collectors.joining(", "));
          };
    };
  }

  /** What a fault says of itself, in its own words where it has any. */
  public static String of(Fault.Kind kind, String message) {
    return message.isBlank() ? kind.words() : message;
  }

  /** The same of what was believed of an earlier one. */
  public static List<String> of(List<Belief> beliefs) {
    return beliefs.stream().map(b -> plain(b.cause())).distinct().toList();
  }

  /** Without the category within which it holds, which is a value of the data. */
  private static String plain(String cause) {
    int where = cause.indexOf(" where ");
    return where < 0 ? cause : cause.substring(0, where);
  }
}
