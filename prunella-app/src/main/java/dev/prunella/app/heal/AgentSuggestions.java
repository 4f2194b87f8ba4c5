package dev.prunella.app.heal;

import dev.prunella.app.project.FileKind;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.CodeTrees;
import dev.prunella.heal.Means.Suggestion;
import dev.prunella.heal.Remedy;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What agents suggest for an incident, as files by which it can be tried. Only models in SQL are
 * ever taken from an agent's code, whatever else differs there.
 */
final class AgentSuggestions {
  /** The newest; older ones were tried when they were new. */
  private static final int MOST = 5;

  private AgentSuggestions() {}

  /** The newest first, each change once; those that an author has overtaken are left out. */
  static List<Suggestion> of(CodeTrees trees, IncidentState incident) {
    if (incident.suggested().isEmpty()) {
      return List.of();
    }
    var found = new ArrayList<Suggestion>();
    var seen = new HashSet<Map<String, Optional<String>>>();
    for (var one : incident.suggested().reversed()) {
      var suggestion = of(trees, one);
      if (suggestion.isPresent() && seen.add(suggestion.get().files()) && found.size() < MOST) {
        found.add(suggestion.get());
      }
    }
    return found;
  }

  /**
   * One; empty where its author has changed one of its models since, where what lies in the folder
   * is unsound in more than models, or where it makes no sound project itself: then it must not
   * stand in the way of others.
   */
  static Optional<Suggestion> of(CodeTrees trees, IncidentEvent.Suggested one) {
    var changed = changed(trees, one.base(), one.tree());
    var lies = trees.asItLies().tree().orElseThrow();
    boolean overtaken =
        changed.keySet().stream()
            .anyMatch(
                path ->
                    !trees.text(lies, path).equals(trees.text(one.base(), path))
                        && !trees.text(lies, path).equals(changed.get(path)));
    if (changed.isEmpty() || overtaken) {
      return Optional.empty();
    }
    return carried(trees)
        .map(
            carried -> {
              var files = new LinkedHashMap<>(carried);
              files.putAll(changed);
              return new Suggestion(one.agent(), List.copyOf(changed.keySet()), files);
            })
        .filter(suggestion -> isSound(trees, suggestion));
  }

  private static boolean isSound(CodeTrees trees, Suggestion suggestion) {
    var before = trees.nowOrOfMain().code().tree();
    try {
      trees.amended(before.orElseThrow(), suggestion.files(), "as an agent suggests");
      return true;
    } catch (ProjectProblems e) {
      // Whoever suggested it is told so by whoever reads the suggestion.
      return false;
    }
  }

  /** The models in SQL that an agent changed, with their new text. */
  static Map<String, Optional<String>> changed(CodeTrees trees, String base, String tree) {
    var changed = new LinkedHashMap<String, Optional<String>>();
    trees.changedPaths(base, tree).stream()
        .sorted()
        .filter(AgentSuggestions::isModel)
        .forEach(
            path -> trees.text(tree, path).ifPresent(text -> changed.put(path, Optional.of(text))));
    return changed;
  }

  /**
   * While the author's files are unsound, a trial goes by what main knows: then their other models
   * come with it.
   */
  private static Optional<Map<String, Optional<String>>> carried(CodeTrees trees) {
    var unsound = UnsoundCode.of(trees);
    if (unsound.isEmpty()) {
      return Optional.of(Map.of());
    }
    var carried = new LinkedHashMap<String, Optional<String>>();
    for (var path : unsound.get().edited()) {
      var kind = FileKind.of(path);
      if (kind.isEmpty() || kind.get() == FileKind.PROJECT || kind.get() == FileKind.KEPT) {
        continue;
      }
      if (kind.get() != FileKind.SQL) {
        return Optional.empty();
      }
      var now = trees.text(unsound.get().tree(), path);
      now.ifPresent(text -> carried.put(path, now));
    }
    return Optional.of(carried);
  }

  private static boolean isModel(String path) {
    return FileKind.of(path).filter(kind -> kind == FileKind.SQL).isPresent();
  }

  /** Asked where files are written, too: nothing of an agent's is anything but a model in SQL. */
  static void requireOnlyModels(Remedy.ChangedCode changed) {
    boolean more =
        !changed.corrections().isEmpty()
            || !changed.files().keySet().stream().allMatch(AgentSuggestions::isModel);
    if (changed.agent().isPresent() && more) {
      throw new IllegalStateException("an agent changes nothing but models in SQL");
    }
  }
}
