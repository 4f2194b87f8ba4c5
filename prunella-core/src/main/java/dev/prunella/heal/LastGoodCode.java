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
 * A step that was edited since main was published, and fails or is held since: the run goes on by
 * the file as main knows it. The edit stays where its author left it.
 */
final class LastGoodCode implements Cure {
  /** What an edit cannot have caused. */
  private static final Set<Fault.Kind> OF_OTHERS =
      Set.of(
          Fault.Kind.SOURCE_UNREACHABLE,
          Fault.Kind.SOURCE_FAILED,
          Fault.Kind.DISK_FULL,
          Fault.Kind.CONFLICT);

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
                List.of(paths + " is not as main knows it, and what main has was made by that"),
                List.of()),
            new Remedy.ChangedCode(
                "last good " + paths + " " + finding.interval().orElse("") + hash(files),
                RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING,
                finding.table(),
                "run " + paths + " as main knows it",
                3,
                List.of(),
                files)));
  }

  private static String hash(Map<String, Optional<String>> files) {
    return " " + Integer.toHexString(files.hashCode());
  }
}
