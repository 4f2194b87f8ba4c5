package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Finding.What;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which patches may be published by themselves, and which are for a person to choose. */
class PatchModelTest {
  private static final String PATH = "models/parcels.sql";
  private static final What FAILS =
      new What.Failed(Fault.of(Fault.Kind.SQL_INVALID, "a comma, perhaps", ""));

  private static Finding finding(What what) {
    var step = FullSteps.sql(TableName.of("parcels"));
    var good = new Finding.LastGood(List.of(new Finding.GoodFile(PATH, Optional.of("select 2"))));
    return new Finding(
        step,
        Optional.of("2026-11-21"),
        what,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(good));
  }

  private static Patch patch(String text, boolean ofNewText, String... rivals) {
    return new Patch(
        List.of(new TextPatch(PATH, 0, 0, text, "")),
        Map.of(PATH, Optional.of(text)),
        "patch " + PATH,
        List.of(rivals),
        ofNewText);
  }

  private static List<Remedy> plan(What what, Patch... patches) {
    return Planner.plan(List.of(finding(what)), Set.of(), new Proposing(List.of(patches))).stream()
        .map(Planner.Planned::remedy)
        .toList();
  }

  private static boolean isForAPerson(Remedy remedy) {
    return remedy.invasiveness() >= Remedy.A_PERSON_MAY_HAVE_MEANT_IT;
  }

  @Test
  void theOnlyPatchComesBeforeTheWholeLastGoodFile() {
    var plan = plan(FAILS, patch("select 1, 2", false));

    assertThat(plan).hasSize(2).noneMatch(PatchModelTest::isForAPerson);
    assertThat(plan.getFirst().words()).isEqualTo("patch " + PATH);
    assertThat(plan.getLast().words()).contains("as it was");
  }

  @Test
  void ofSeveralPatchesThatWouldDoAPersonChooses() {
    var plan =
        plan(FAILS, patch("select a", false, "select b"), patch("select b", false, "select a"));

    assertThat(plan).filteredOn(r -> r.words().startsWith("patch")).hasSize(2);
    assertThat(plan)
        .filteredOn(r -> r.words().startsWith("patch"))
        .allMatch(PatchModelTest::isForAPerson);
  }

  @Test
  void whatWasMeantInNewTextAPersonSays() {
    assertThat(plan(FAILS, patch("select a", true)))
        .filteredOn(r -> r.words().startsWith("patch"))
        .singleElement()
        .matches(PatchModelTest::isForAPerson);
  }

  @Test
  void anEditThatOnlyGivesOtherRowsMayBeMeant() {
    assertThat(plan(new What.Edited("gives 2 rows as before", false), patch("select a", false)))
        .filteredOn(r -> r.words().startsWith("patch"))
        .singleElement()
        .matches(PatchModelTest::isForAPerson);
  }

  @Test
  void whatAnEditCannotHaveCausedIsNotPatched() {
    assertThat(
            plan(
                new What.Failed(Fault.of(Fault.Kind.DISK_FULL, "full", "")),
                patch("select a", false)))
        .noneMatch(r -> r.words().startsWith("patch"));
  }

  private record Proposing(List<Patch> all) implements BareMeans {
    @Override
    public List<Patch> patches(Finding finding) {
      return all;
    }
  }
}
