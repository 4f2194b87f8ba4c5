package dev.prunella.heal;

import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person is asked, and what it can be answered with. */
final class Question {
  static final String MAY_BE_TRUSTED = "If you have looked at what it makes, you may trust it.";

  private static final List<Answer> TO_PROPOSAL = List.of(Answer.APPROVE, Answer.DENY);
  private static final List<Answer> TO_TROUBLE = List.of(Answer.RETRY, Answer.DISMISS);

  private Question() {}

  /**
   * Where no remedy is proved.
   *
   * @param all what is wrong, the finding among it
   * @param doubt a remedy that could not be proved
   */
  static List<Answer> answers(Finding finding, List<Finding> all, Optional<Doubt> doubt) {
    var answers = new ArrayList<>(TO_TROUBLE);
    // Not where something is proposed: to accept might be taken for a yes to that. And rows that
    // break a rule besides stay held, whatever is said of their history.
    if (accepts(finding).isPresent() && broken(finding, all).isEmpty()) {
      answers.add(Answer.ACCEPT);
    }
    if (doubt.flatMap(Doubt::key).isPresent()) {
      answers.add(Answer.TRUST);
    }
    return withKeep(answers, List.of(finding));
  }

  /** Where a remedy is verified and ready. */
  static List<Answer> answersToProposal(List<Finding> findings) {
    return withKeep(TO_PROPOSAL, findings);
  }

  /** An edit may be meant. */
  private static List<Answer> withKeep(List<Answer> answers, List<Finding> findings) {
    var all = new ArrayList<>(answers);
    if (findings.stream().anyMatch(f -> mayBeKept(f.what()))) {
      all.add(Answer.KEEP);
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

  /** The rules that the finding's table breaks besides. */
  private static List<String> broken(Finding finding, List<Finding> all) {
    return all.stream()
        .filter(f -> f.table().equals(finding.table()) && !f.equals(finding))
        .filter(f -> f.what() instanceof Finding.What.BreaksRules)
        .flatMap(f -> ids((Finding.What.BreaksRules) f.what()).stream())
        .toList();
  }

  private static List<String> ids(Finding.What.BreaksRules what) {
    return what.broken().stream().map(b -> b.check().id()).toList();
  }

  /** Whoever is asked need not find anew what was tried. */
  static String about(Doubt doubt, IncidentId incident) {
    return " A remedy could not be proved, though nothing refutes it: %s; see prunella incidents %d."
            .formatted(doubt.words(), incident.number())
        + (doubt.key().isPresent() ? " " + MAY_BE_TRUSTED : "");
  }

  /**
   * Without row values: it may go by mail.
   *
   * @param all what is wrong, the finding among it
   */
  static String about(Finding finding, List<Finding> all) {
    var broken = broken(finding, all);
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
              + "), and no one cause is proved"
              + (broken.isEmpty()
                  ? ". Is it right as it is?"
                  : "; it breaks " + String.join(", ", broken) + ", too. Will it come again?");
      case Finding.What.BreaksRules rules ->
          of + " breaks " + String.join(", ", ids(rules)) + ". Will it come again?";
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
