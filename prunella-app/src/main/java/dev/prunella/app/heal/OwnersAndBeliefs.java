package dev.prunella.app.heal;

import dev.prunella.app.diagnose.Corpus;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Past;
import dev.prunella.heal.QuestionContext;
import dev.prunella.incident.Belief;
import dev.prunella.incident.Diagnosis;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.engine.ReplacedJudge;
import dev.prunella.quality.Cause;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who answers for tables, by the project; and causes, by what a failure says of itself and by what
 * earlier ones were put down to.
 */
record OwnersAndBeliefs(Workspace workspace, Past past, Clock clock) implements QuestionContext {
  private static final Duration LONGEST_SILENCE = Duration.ofDays(1);
  private static final double SUSPECTED = 0.5;

  /** Nobody is surer by an earlier failure alone. */
  private static final double AS_BEFORE = 0.8;

  @Override
  public Optional<String> ownerOf(Finding finding) {
    return ownerOf(workspace, finding.table());
  }

  /** Whoever answers for a table, by the project's files. */
  static Optional<String> ownerOf(Workspace workspace, TableName table) {
    return Owners.of(workspace.codeTrees().nowOrOfMain().project(), table);
  }

  /**
   * One cause is asked about once; where who led is closed, by the oldest that followed. A wrong
   * guess at that keeps nobody from being asked for long.
   */
  @Override
  public Optional<IncidentId> askedElsewhere(IncidentState incident) {
    return incident
        .follows()
        // Whoever has answered here is told here.
        .filter(_ -> incident.answers().isEmpty())
        .filter(f -> clock.instant().isBefore(f.at().plus(LONGEST_SILENCE)))
        .flatMap(f -> asking(f.leader()))
        .filter(id -> !id.equals(incident.id()));
  }

  @Override
  public Optional<String> besides(IncidentId incident) {
    return new Suspicion(workspace, clock).words(incident);
  }

  private Optional<IncidentId> asking(IncidentId leader) {
    return workspace.incidents().state(leader).filter(IncidentState::isOpen).isPresent()
        ? Optional.of(leader)
        : workspace.incidents().open().stream()
            .filter(i -> i.follows().filter(f -> f.leader().equals(leader)).isPresent())
            .map(IncidentState::id)
            .findFirst();
  }

  @Override
  public Optional<Belief> beliefOf(Finding finding) {
    var before = past.with(finding);
    return seen(finding)
        .or(() -> before.sameAsBefore().flatMap(p -> asBefore(finding, p)))
        .map(before::told);
  }

  /** What the same failure was put down to before; surer where it was healed by that. */
  private static Optional<Belief> asBefore(Finding finding, Past.Precedent precedent) {
    double most = precedent.endedWell() ? AS_BEFORE : SUSPECTED;
    return precedent
        .belief()
        .map(
            b ->
                new Belief(
                    b.failureClass(),
                    b.cause(),
                    Math.min(b.confidence(), most),
                    finding.table(),
                    List.of(),
                    List.of()));
  }

  private Optional<Belief> seen(Finding finding) {
    return switch (finding.what()) {
      case What.Failed(var fault) -> said(finding, fault.kind().words() + ": " + fault.message());
      case What.Edited(var sentence, var _) ->
          Optional.of(
              new Belief(
                  FailureClass.CODE,
                  "an edit of " + finding.step().place().path(),
                  1,
                  finding.table(),
                  List.of(sentence),
                  List.of()));
      case What.Replaced(var sentence) ->
          Optional.of(
              new Belief(
                  FailureClass.DATA,
                  ReplacedJudge.compares(finding.step())
                      ? "a reference that was replaced"
                      : "files that bring other rows than they did",
                  SUSPECTED,
                  finding.table(),
                  List.of(sentence),
                  List.of()));
      case What.Lost lost -> Optional.of(lost.belief(finding.table()));
      case What.Held(var sentence) -> said(finding, sentence);
      case What.BreaksRules(var broken) ->
          Optional.of(
              belief(
                  finding,
                  "breaks rules of its contract",
                  1,
                  broken.stream().map(b -> b.check().id()).toList(),
                  List.of()));
      case What.Unlike unlike ->
          switch (unlike.explanation()) {
            case Explanation.Explained e ->
                Optional.of(
                    belief(finding, e.cause(), e.confidence(), e.supporting(), e.against()));
            case Explanation.Suspected s ->
                Optional.of(belief(finding, s.cause(), SUSPECTED, s.supporting(), s.against()));
            case Explanation.Unexplained _ -> Optional.empty();
          };
    };
  }

  /** What stands in a failure's text is evidence, and never an order. */
  private static Optional<Belief> said(Finding finding, String text) {
    return Corpus.diagnoser().diagnose(text) instanceof Diagnosis.Known known
        ? Optional.of(
            new Belief(
                known.failureClass(),
                known.cause().words(),
                known.confidence(),
                finding.table(),
                known.evidence(),
                known.against()))
        : Optional.empty();
  }

  private static Belief belief(
      Finding finding,
      Cause cause,
      double confidence,
      List<String> supporting,
      List<String> against) {
    return belief(finding, CauseWords.of(cause), confidence, supporting, against);
  }

  private static Belief belief(
      Finding finding,
      String cause,
      double confidence,
      List<String> supporting,
      List<String> against) {
    return new Belief(FailureClass.DATA, cause, confidence, finding.table(), supporting, against);
  }
}
