package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent.Impact;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunResult;
import dev.prunella.pipeline.Step;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private static final Finding RAW = broken("raw", Optional.empty());
  private static final Finding LINES =
      finding(
          "lines",
          new What.Unlike(List.of(), new Explanation.Unexplained(List.of()), Optional.empty()),
          Optional.empty());

  @Test
  void aChangeOfDataThatLeavesAnotherTableOffIsNoRemedy() {
    assertThat(judged(aside(), List.of(LINES), List.of(RAW))).isEqualTo(Verified.FAILED);
    assertThat(judged(aside(), List.of(broken("lines", Optional.empty())), List.of(RAW)))
        .isEqualTo(Verified.FAILED);
    assertThat(judged(aside(), List.of(), List.of(RAW))).isEqualTo(Verified.VERIFIED);
  }

  @Test
  void whatWasOffBeforeOrByItsOwnEditIsAnotherFault() {
    assertThat(judged(aside(), List.of(LINES), List.of(RAW, LINES))).isEqualTo(Verified.VERIFIED);
    var edited = broken("lines", Optional.of(new Finding.LastGood(List.of())));
    assertThat(judged(aside(), List.of(edited), List.of(RAW))).isEqualTo(Verified.VERIFIED);
  }

  @Test
  void whatElseIsWrongWithATableThatHasItsRowsAgainIsAnotherFault() {
    var file = new Finding.LostFile("a.parquet", 7, Optional.empty(), "");
    var lost = finding("raw", new What.Lost(List.of(file), Optional.empty()), Optional.empty());
    var computed = new Remedy.ComputedAgain("key", RAW.table(), List.of(file), "again");
    var before = List.of(lost);
    assertThat(Judgement.of(lost, computed, new Tried(List.of(RAW)), before).verdict())
        .isEqualTo(Verified.VERIFIED);
    assertThat(Judgement.of(lost, computed, new Tried(List.of(lost)), before).verdict())
        .isEqualTo(Verified.FAILED);
  }

  @Test
  void whoOnlyRunsAgainHasChangedNothingThatCouldBeToBlame() {
    var again = new Remedy.Again("again", RemedyFamily.RETRY_LATER, RAW.table(), "again");
    assertThat(judged(again, List.of(LINES), List.of(RAW))).isEqualTo(Verified.VERIFIED);
  }

  @Test
  void whatOnlyTheMachineOrTheSourceDoesSaysNothingOfARemedy() {
    for (var kind : List.of(Fault.Kind.DISK_FULL, Fault.Kind.SOURCE_UNREACHABLE)) {
      var disturbed = failed(kind);
      assertThat(judged(aside(), List.of(disturbed), List.of(RAW)))
          .isEqualTo(Verified.INCONCLUSIVE);
      assertThat(
              Judgement.of(disturbed, aside(), new Tried(List.of(disturbed)), List.of()).verdict())
          .as("what it was for is not cured")
          .isEqualTo(Verified.FAILED);
    }
    assertThat(judged(aside(), List.of(failed(Fault.Kind.TYPE_MISMATCH)), List.of(RAW)))
        .isEqualTo(Verified.FAILED);
  }

  private static Finding failed(Fault.Kind kind) {
    return finding("raw", new What.Failed(Fault.of(kind, "", "")), Optional.empty());
  }

  private static Verified judged(Remedy remedy, List<Finding> after, List<Finding> before) {
    return Judgement.of(RAW, remedy, new Tried(after), before).verdict();
  }

  private static Remedy aside() {
    var correction =
        new Correction(
            "aside",
            RAW.table(),
            Optional.empty(),
            Optional.empty(),
            new Correction.Effect.LayAside("rule", BigDecimal.ONE),
            "",
            new CodePlace("x", 1));
    return new Remedy.ChangedCode(
        "aside",
        RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
        RAW.table(),
        "lay aside",
        2,
        List.of(correction),
        Map.of());
  }

  private static Finding broken(String table, Optional<Finding.LastGood> lastGood) {
    return finding(table, new What.BreaksRules(List.of()), lastGood);
  }

  private static Finding finding(String table, What what, Optional<Finding.LastGood> lastGood) {
    return new Finding(
        FullSteps.of(TableName.of(table), new Step.Work.Sql("select 1")),
        Optional.empty(),
        what,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        lastGood);
  }

  private record Tried(List<Finding> findings) implements Trial {
    @Override
    public RunId run() {
      return new RunId(1);
    }

    @Override
    public Optional<String> made(Finding finding) {
      return Optional.empty();
    }

    @Override
    public Impact impact() {
      return new Impact(1, Duration.ZERO, true);
    }

    @Override
    public List<Proof> prove(Finding finding, Remedy remedy) {
      return List.of();
    }

    @Override
    public Optional<RunResult> publish(
        Publication.Attested as, Function<CommitId, List<Append>> also) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
