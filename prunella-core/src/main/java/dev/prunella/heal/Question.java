package dev.prunella.heal;

import dev.prunella.incident.IncidentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person is asked, and what it can be answered with. */
final class Question {
  private static final List<String> TO_PROPOSAL =
      List.of(IncidentState.APPROVE, IncidentState.DENY);
  private static final List<String> TO_TROUBLE =
      List.of(IncidentState.RETRY, IncidentState.DISMISS);

  private Question() {}

  /** Where no remedy is proved. */
  static List<String> answers(Finding finding) {
    var all = new ArrayList<>(TO_TROUBLE);
    // Not where something is proposed: to accept might be taken for a yes to that.
    if (accepts(finding).isPresent()) {
      all.add(IncidentState.ACCEPT);
    }
    return withKeep(all, List.of(finding));
  }

  /** Where a remedy is verified and ready. */
  static List<String> answersToProposal(List<Finding> findings) {
    return withKeep(TO_PROPOSAL, findings);
  }

  /** An edit may be meant. */
  private static List<String> withKeep(List<String> answers, List<Finding> findings) {
    var all = new ArrayList<>(answers);
    if (findings.stream().anyMatch(f -> mayBeKept(f.what()))) {
      all.add(IncidentState.KEEP);
    }
    return List.copyOf(all);
  }

  /** The content of the rows that a person may accept as they are. */
  static Optional<String> accepts(Finding finding) {
    return finding.what() instanceof Finding.What.Unlike unlike
        ? unlike.content()
        : Optional.empty();
  }

  private static boolean mayBeKept(Finding.What what) {
    return what instanceof Finding.What.Edited || what instanceof Finding.What.Replaced;
  }

  /** Without row values: it may go by mail. */
  static String about(Finding finding) {
    var of = finding.table() + finding.interval().map(label -> " of " + label).orElse("");
    return switch (finding.what()) {
      case Finding.What.Failed(var fault) ->
          of + " cannot be made: " + fault.kind().words() + ". What is to be done?";
      case Finding.What.Unlike unlike ->
          of
              + (unlike.since() ? ", as its source has brought it since the run," : "")
              + " is unlike its history ("
              + unlike.anomalies().size()
              + (unlike.anomalies().size() == 1 ? " anomaly: " : " anomalies, first: ")
              + unlike.anomalies().stream().findFirst().map(a -> a.subject()).orElse("none")
              + "), and no one cause is proved. Is it right as it is?";
      case Finding.What.BreaksRules(var broken) ->
          of
              + " breaks "
              + String.join(", ", broken.stream().map(b -> b.check().id()).toList())
              + ". Will it come again?";
      case Finding.What.Edited _ ->
          of + " comes out otherwise since its model was edited. Is the edit meant?";
      case Finding.What.Replaced _ ->
          of + " has lost or changed much of what it held. Is it right as it comes now?";
      case Finding.What.Lost lost ->
          ComputeAgain.told(finding.table(), lost)
              + ComputeAgain.why(finding)
                  .map(why -> ", and cannot be computed again, for " + why)
                  .orElse("")
              + ". What is to be done?";
      case Finding.What.Held _ -> of + " is held, and nobody could look into it. What is right?";
    };
  }
}
