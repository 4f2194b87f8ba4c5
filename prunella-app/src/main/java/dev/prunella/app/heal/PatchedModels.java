package dev.prunella.app.heal;

import dev.prunella.app.run.CodeTrees;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Models that the healer changed itself in what it published. They lie in main's code only, by
 * which runs go while the author's own files are unsound.
 */
final class PatchedModels {
  private PatchedModels() {}

  /**
   * A model.
   *
   * @param before what main knew of it; empty where it knew none
   * @param after what the publication left there
   */
  record Patched(Optional<String> before, Optional<String> after) {}

  /** By path; what the author had written so is none. */
  static Map<String, Patched> of(
      Workspace workspace, IncidentState incident, Commit from, Commit to) {
    if (from.code().isEmpty() || to.code().isEmpty() || !isOfCode(workspace, incident, to.id())) {
      return Map.of();
    }
    var failed = incident.opened().run();
    var authors = workspace.journal().state(failed).codeTree();
    var found = new TreeMap<String, Patched>();
    for (var path : workspace.codeTrees().changedPaths(from.code().get(), to.code().get())) {
      var after = workspace.codeTrees().text(to.code().get(), path);
      boolean isAuthors =
          authors.filter(tree -> workspace.codeTrees().text(tree, path).equals(after)).isPresent();
      if (!isAuthors && CodeTrees.isPeoplesCode(path)) {
        found.put(path, new Patched(workspace.codeTrees().text(from.code().get(), path), after));
      }
    }
    return found;
  }

  /** Whether what was decided last before a publication was a change of code. */
  private static boolean isOfCode(Workspace workspace, IncidentState incident, CommitId commit) {
    boolean ofCode = false;
    for (var event : workspace.incidents().events(incident.id())) {
      if (event instanceof IncidentEvent.Decided decided) {
        ofCode =
            decided.weighed().stream()
                .anyMatch(w -> w.family() == RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING);
      } else if (event instanceof IncidentEvent.Published one && one.commit().equals(commit)) {
        return ofCode;
      }
    }
    return false;
  }
}
