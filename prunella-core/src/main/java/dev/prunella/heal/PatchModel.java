package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model that was edited, and fails or is held since: only what breaks it is put right, by the
 * smallest change of its text; the rest of the edit counts. The author's file is not touched: the
 * run goes by the patched text, and beside it lies a patch.
 */
final class PatchModel implements Cure {
  private static final int BESIDE_ALL_OF_AN_EDIT = 2;

  @Override
  public String words() {
    return "put right the slip in an edit of its model";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING);
  }

  @Override
  public Reach reach(Footing footing) {
    return footing.ownSql()
        ? Reach.within("its SQL, or that of what it is made from, was edited and fails since")
        : notOurSql(footing);
  }

  /** Why there is no SQL that could be changed. */
  static Reach notOurSql(Footing footing) {
    return switch (footing.text()) {
      case LOADED -> Reach.beyond("it is loaded, and made by no model");
      case ELSEWHERE ->
          Reach.beyond("dbt has compiled its SQL, and it is put right in the dbt project alone");
      case SQL, PROGRAM -> Reach.beyond("only SQL is patched, and it is made by a program");
    };
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (finding.lastGood().isEmpty()
        || (finding.what() instanceof What.Failed(var fault)
            && LastGoodCode.OF_OTHERS.contains(fault.kind()))) {
      return List.of();
    }
    return means.patches(finding).stream().map(patch -> proposal(finding, patch)).toList();
  }

  private static Proposal proposal(Finding finding, Patch patch) {
    var paths =
        String.join(", ", patch.patches().stream().map(TextPatch::path).distinct().toList());
    var against = new ArrayList<String>();
    patch.rivals().forEach(rival -> against.add("this would do as well: " + rival));
    boolean meant =
        LastGoodCode.mayBeMeant(finding) || !patch.rivals().isEmpty() || patch.ofNewText();
    return new Proposal(
        new Belief(
            FailureClass.CODE,
            "a slip in an edit of " + paths,
            0.9,
            finding.table(),
            List.of(
                "main's table was made by another " + paths, "with this alone it comes through"),
            against),
        new Remedy.ChangedCode(
            "patch %s %s %s"
                .formatted(paths, finding.interval().orElse(""), FileNames.of(patch.files())),
            RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING,
            finding.table(),
            patch.words() + (patch.rivals().isEmpty() ? "" : " (one of several ways)"),
            meant ? Remedy.A_PERSON_MAY_HAVE_MEANT_IT : BESIDE_ALL_OF_AN_EDIT,
            List.of(),
            patch.files()));
  }
}
