package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A step that was edited since main's table was made, and fails or is held since: the run goes on
 * by the file as it was. The edit stays where its author left it.
 */
final class LastGoodCode implements Cure {
  /** What an edit cannot have caused. */
  static final Set<Fault.Kind> OF_OTHERS =
      Set.of(
          Fault.Kind.SOURCE_UNREACHABLE,
          Fault.Kind.SOURCE_FAILED,
          Fault.Kind.DISK_FULL,
          Fault.Kind.CONFLICT);

  @Override
  public String words() {
    return "run the model as it was when main's table was made";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING);
  }

  @Override
  public Reach reach(Footing footing) {
    if (footing.ownCode()) {
      return Reach.within("its model, or that of what it is made from, was edited and fails since");
    }
    return footing.text() == Footing.Text.LOADED
        ? Reach.within("an edit of its source's file has left the project unsound")
        : PatchModel.notOurSql(footing);
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (finding.lastGood().isEmpty()
        || (finding.what() instanceof What.Failed(var fault) && OF_OTHERS.contains(fault.kind()))) {
      return List.of();
    }
    var files = new LinkedHashMap<String, Optional<String>>();
    finding.lastGood().get().files().forEach(file -> files.put(file.path(), file.text()));
    var paths = String.join(", ", files.keySet());
    return List.of(
        new Proposal(
            new Belief(
                FailureClass.CODE,
                "an edit of " + paths,
                0.9,
                finding.table(),
                supporting(finding, paths),
                List.of()),
            new Remedy.ChangedCode(
                "last good " + paths + " " + finding.interval().orElse("") + hash(files),
                RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING,
                finding.table(),
                "run " + paths + " as it was when main's table was made",
                mayBeMeant(finding) ? Remedy.A_PERSON_MAY_HAVE_MEANT_IT : 3,
                List.of(),
                files)));
  }

  private static List<String> supporting(Finding finding, String paths) {
    var made = "main's table was made by another " + paths;
    return finding.what() instanceof What.Edited(var sentence, var _)
        ? List.of(sentence, made)
        : List.of(made);
  }

  /**
   * An edit that fails, or breaks a rule, for known input, too, was not meant so. One that only
   * makes a table unlike its history may be just what somebody wanted.
   */
  static boolean mayBeMeant(Finding finding) {
    return switch (finding.what()) {
      case What.Unlike _, What.Replaced _, What.Held _ -> true;
      case What.Edited(var _, var breaks) -> !breaks;
      case What.Failed _, What.BreaksRules _, What.Lost _ -> false;
    };
  }

  private static String hash(Map<String, Optional<String>> files) {
    return " " + FileNames.of(files);
  }
}
