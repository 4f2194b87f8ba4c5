package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Finding.What;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect.ReadAs;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ReadOtherwiseTest {
  private static final TableName RAW = TableName.of("raw");

  @Test
  void whatReadsAFileLeavesNothingInDoubtThatMoreWouldSettle() {
    var proposals =
        proposed(read -> "|".equals(read.options().get("delimiter")), Fault.Kind.SCHEMA_CHANGED);
    assertThat(proposals).hasSize(1);
    assertThat(proposals.getFirst().remedy().invasiveness())
        .isLessThan(Remedy.A_PERSON_MAY_HAVE_MEANT_IT);
    assertThat(read(proposals.getFirst()).options()).isEqualTo(Map.of("delimiter", "|"));
  }

  @Test
  void twoWaysToReadAFileAreAPersonsChoice() {
    var proposals =
        proposed(
            read ->
                List.of("%d/%m/%Y", "%m/%d/%Y")
                    .contains(read.options().getOrDefault("date_format", "")),
            Fault.Kind.TYPE_MISMATCH);
    assertThat(proposals).hasSize(2);
    assertThat(proposals)
        .allMatch(p -> p.remedy().invasiveness() == Remedy.A_PERSON_MAY_HAVE_MEANT_IT);
  }

  @Test
  void aCommaThatMayStandBetweenThousandsIsNotTakenForADecimalOne() {
    var doubtful = commas("1,234");
    assertThat(doubtful).isNotEmpty();
    assertThat(doubtful)
        .allMatch(p -> p.remedy().invasiveness() == Remedy.A_PERSON_MAY_HAVE_MEANT_IT);
    assertThat(commas("12,50"))
        .isNotEmpty()
        .allMatch(p -> p.remedy().invasiveness() < Remedy.A_PERSON_MAY_HAVE_MEANT_IT);
  }

  /** A file of which one column holds such a number. */
  private static List<Cure.Proposal> commas(String value) {
    boolean grouped = value.matches("[1-9]\\d{0,2}(,\\d{3})+");
    return proposed(
        read ->
            ",".equals(read.options().get("decimal_separator"))
                || read.written().values().stream()
                    .anyMatch(
                        form -> form.grouping().equals(",") ? grouped : form.point().equals(",")),
        Fault.Kind.TYPE_MISMATCH,
        value);
  }

  private static ReadAs read(Cure.Proposal proposal) {
    return (ReadAs) ((Remedy.ChangedCode) proposal.remedy()).corrections().getFirst().effect();
  }

  private static List<Cure.Proposal> proposed(Predicate<ReadAs> reads, Fault.Kind kind) {
    return proposed(reads, kind, "x");
  }

  private static List<Cure.Proposal> proposed(
      Predicate<ReadAs> reads, Fault.Kind kind, String value) {
    var fault =
        Fault.of(kind, "it does not fit", "")
            .with("missing", "a,b")
            .with("new", "a|b")
            .with(Fault.COLUMN, "price")
            .with(Fault.VALUE, value);
    var source =
        new Source.Declared(
            new Source.Files("landing/*.csv"),
            new Source.Format(Source.Format.Kind.CSV, Map.of("delimiter", ";")),
            List.of(),
            false,
            Source.OnEmpty.KEEP_LAST_GOOD,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    var batch =
        new Batch(List.of(new Batch.Part("a.csv", "0".repeat(64), 1, "a.csv")), Instant.EPOCH);
    var finding =
        new Finding(
            FullSteps.of(RAW, new Step.Work.Load(source)),
            Optional.empty(),
            new What.Failed(fault),
            Optional.of(batch),
            Optional.of(batch),
            Optional.empty(),
            Optional.empty());
    return new ReadOtherwise()
        .propose(
            finding,
            new BareMeans() {
              @Override
              public Optional<Fault> probe(Finding of, Correction correction) {
                return reads.test((ReadAs) correction.effect())
                    ? Optional.empty()
                    : Optional.of(fault);
              }
            });
  }
}
