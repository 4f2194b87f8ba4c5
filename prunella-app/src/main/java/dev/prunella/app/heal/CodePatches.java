package dev.prunella.app.heal;

import dev.prunella.app.project.FileKind;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Hunks;
import dev.prunella.heal.Patch;
import dev.prunella.heal.TextPatch;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks for the smallest change of edited models after which they are sound again, and give for
 * earlier input what they gave before they were edited: pieces of the edit that are taken back, and
 * repairs of which the parser's message tells. The more pieces an edit has, the more of them may
 * have to go; none is proposed that takes back all of it.
 */
final class CodePatches {
  private static final int MOST_PIECES = 12;
  private static final int MOST_TOGETHER = 3;

  /** So many texts are read at most, and so many of those that are sound computed. */
  private static final int MOST_READ = 96;

  private static final int MOST_COMPUTED = 8;

  private final Workspace workspace;
  private final IncidentState incident;
  private final StepWatch watch;

  private int read;
  private int computed;

  CodePatches(Workspace workspace, IncidentState incident, StepWatch watch) {
    this.workspace = workspace;
    this.incident = incident;
    this.watch = watch;
  }

  /** A model before its edit and after it. */
  private record Model(String good, String now) {}

  /**
   * What was edited.
   *
   * @param base the code tree that is changed
   * @param carried the author's other files, where the base has not got them
   * @param models by path; those that have a text before and after
   * @param repairs by what the parser says
   */
  private record Edits(
      String base,
      Map<String, Optional<String>> carried,
      Map<String, Model> models,
      List<TextPatch> repairs) {
    Model of(TextPatch patch) {
      return Objects.requireNonNull(models.get(patch.path()));
    }
  }

  /** A change that makes a sound project. */
  private record Sound(
      List<TextPatch> patches, Map<String, Optional<String>> files, ProjectCode code) {
    String patched(TextPatch patch) {
      return CodePatches.patched(files, patch);
    }
  }

  private static String patched(Map<String, Optional<String>> files, TextPatch patch) {
    return Objects.requireNonNull(files.get(patch.path())).orElseThrow();
  }

  List<Patch> of(Finding finding) {
    var edits =
        UnsoundCode.of(workspace.codeTrees()).map(this::unsound).orElseGet(() -> sound(finding));
    return edits.map(this::smallest).orElse(List.of());
  }

  /**
   * Models are carried from the author's folder, and settings stay as main knows them. What else
   * was edited belongs to the models in ways that nobody can tell: then it waits for people.
   */
  private Optional<Edits> unsound(UnsoundCode code) {
    var carried = new LinkedHashMap<String, Optional<String>>();
    var models = new TreeMap<String, Model>();
    for (var path : code.edited()) {
      var kind = FileKind.of(path);
      if (kind.isEmpty() || kind.get() == FileKind.PROJECT || kind.get() == FileKind.KEPT) {
        continue;
      }
      if (kind.get() != FileKind.SQL) {
        return Optional.empty();
      }
      var now = workspace.codeTrees().text(code.tree(), path);
      if (now.isEmpty()) {
        // That a model is to go is not said by a folder in which something is wrong.
        continue;
      }
      carried.put(path, now);
      workspace
          .codeTrees()
          .text(code.ofMain(), path)
          .ifPresent(good -> models.put(path, new Model(good, now.get())));
    }
    var repairs = new ArrayList<TextPatch>();
    for (var problem : code.problems().found()) {
      var model = models.get(problem.file());
      if (model != null) {
        repairs.addAll(ParserRepairs.of(problem, model.now()));
      }
    }
    return Optional.of(new Edits(code.ofMain(), carried, models, repairs));
  }

  private Optional<Edits> sound(Finding finding) {
    var tree = workspace.codeTrees().now().code().tree();
    var models = new TreeMap<String, Model>();
    for (var file : finding.lastGood().orElseThrow().files()) {
      var now = tree.flatMap(t -> workspace.codeTrees().text(t, file.path()));
      if (FileKind.of(file.path()).filter(k -> k == FileKind.SQL).isPresent()
          && file.text().isPresent()
          && now.isPresent()) {
        models.put(file.path(), new Model(file.text().get(), now.get()));
      }
    }
    return tree.map(t -> new Edits(t, Map.of(), models, List.of()));
  }

  private List<Patch> smallest(Edits edits) {
    var pieces = new ArrayList<TextPatch>();
    edits
        .models()
        .forEach((path, model) -> pieces.addAll(Hunks.takingBack(path, model.good(), model.now())));
    if (pieces.size() > MOST_PIECES) {
      pieces.clear();
    }
    for (int size = 1; size <= MOST_TOGETHER; size++) {
      var candidates = new ArrayList<List<TextPatch>>();
      if (size < pieces.size()) {
        choose(pieces, size, 0, List.of(), candidates);
      }
      if (size == 1) {
        edits.repairs().forEach(repair -> candidates.add(List.of(repair)));
      }
      var found = proved(edits, candidates);
      if (!found.isEmpty()) {
        return patches(edits, found);
      }
    }
    return List.of();
  }

  private static void choose(
      List<TextPatch> of,
      int more,
      int from,
      List<TextPatch> chosen,
      List<List<TextPatch>> candidates) {
    if (more == 0) {
      candidates.add(chosen);
      return;
    }
    for (int i = from; i <= of.size() - more; i++) {
      var with = new ArrayList<>(chosen);
      with.add(of.get(i));
      choose(of, more - 1, i + 1, with, candidates);
    }
  }

  private List<Sound> proved(Edits edits, List<List<TextPatch>> candidates) {
    var found = new LinkedHashMap<Map<String, Optional<String>>, Sound>();
    for (var candidate : candidates) {
      if (read >= MOST_READ || computed >= MOST_COMPUTED || watch.cancelled()) {
        break;
      }
      var files = files(edits, candidate);
      if (!found.containsKey(files)) {
        sound(edits, candidate, files)
            .filter(this::givesWhatItGave)
            .ifPresent(s -> found.put(files, s));
      }
    }
    return List.copyOf(found.values());
  }

  private static Map<String, Optional<String>> files(Edits edits, List<TextPatch> patches) {
    var files = new LinkedHashMap<>(edits.carried());
    edits
        .models()
        .forEach(
            (path, model) -> {
              var own = patches.stream().filter(p -> p.path().equals(path)).toList();
              if (!own.isEmpty()) {
                files.put(path, Optional.of(TextPatch.apply(model.now(), own)));
              }
            });
    return files;
  }

  private Optional<Sound> sound(
      Edits edits, List<TextPatch> patches, Map<String, Optional<String>> files) {
    read++;
    for (var patch : patches) {
      if (!isSql(patched(files, patch))) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          new Sound(
              patches,
              files,
              workspace.codeTrees().amended(edits.base(), files, "patched for " + incident.id())));
    } catch (ProjectProblems e) {
      // Not this one, then.
      return Optional.empty();
    }
  }

  /** Asked first: to read the whole project costs far more. */
  private boolean isSql(String text) {
    try (var parser = workspace.lake().duckDb().lease()) {
      SqlTree.parse(parser.connection(), text);
      return true;
    } catch (QueryException e) {
      return false;
    }
  }

  private boolean givesWhatItGave(Sound sound) {
    computed++;
    var judge = workspace.editsCompared();
    for (var step : sound.code().project().graph().inOrder()) {
      if (!sound.files().containsKey(step.place().path())) {
        continue;
      }
      var verdicts = judge.replay(task(sound.code(), step), watch);
      if (!judge.judges(step)
          || verdicts.stream().anyMatch(v -> v.standing() != Verdict.Standing.PASSED)) {
        return false;
      }
    }
    return true;
  }

  private StepTask task(ProjectCode code, Step step) {
    var run = workspace.journal().opened(incident.run()).orElseThrow();
    return new StepTask(
        Ref.MAIN,
        incident.run(),
        step,
        incident.opened().interval(),
        code.project().pipeline(incident.opened().pipeline()).flatMap(p -> p.pipeline().calendar()),
        run.runAt(),
        run.seed(),
        "",
        true);
  }

  private static List<Patch> patches(Edits edits, List<Sound> found) {
    var words = found.stream().map(sound -> words(edits, sound.patches())).toList();
    var patches = new ArrayList<Patch>();
    for (int i = 0; i < found.size(); i++) {
      var one = found.get(i);
      var rivals = new ArrayList<>(words);
      rivals.remove(i);
      patches.add(
          new Patch(
              one.patches(),
              one.files(),
              words.get(i),
              rivals,
              one.patches().stream().anyMatch(p -> isNew(edits, one, p))));
    }
    return patches;
  }

  /** Whether a repair lies in what the good text does not have; a sign that was put in does not. */
  private static boolean isNew(Edits edits, Sound sound, TextPatch patch) {
    if (!edits.repairs().contains(patch) || patch.length() == 0) {
      return false;
    }
    var good = edits.of(patch).good();
    var patched = sound.patched(patch);
    int end = patch.offset() + patch.replacement().length();
    return Hunks.takingBack(patch.path(), good, patched).stream()
        .anyMatch(h -> h.offset() < end && patch.offset() < h.offset() + Math.max(1, h.length()));
  }

  private static String words(Edits edits, List<TextPatch> patches) {
    return "patch "
        + String.join(
            " and ",
            patches.stream()
                .map(p -> p.path() + ":" + p.line(edits.of(p).now()) + " (" + p.why() + ")")
                .toList())
        + ", and keep the rest of the edit";
  }
}
