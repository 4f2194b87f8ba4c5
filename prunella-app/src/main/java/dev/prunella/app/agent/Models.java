package dev.prunella.app.agent;

import dev.prunella.app.project.FileKind;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.code.CodeFile;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Models in SQL on an agent's branch of code. Others of the project's files are neither read nor
 * written here, and a path is one of those that the branch lists, or none: it is never followed.
 */
public final class Models {
  private static final int MOST_PROBLEMS = 20;

  private final Workspace workspace;
  private final AgentSandbox sandbox;
  private final AgentLimits limits;
  private final Seen seen;

  Models(Workspace workspace, AgentSandbox sandbox, AgentLimits limits, Seen seen) {
    this.workspace = workspace;
    this.sandbox = sandbox;
    this.limits = limits;
    this.seen = seen;
  }

  /** A model. */
  public record Listed(String path, boolean changed) {}

  /** A model's text: somebody's code, and no instruction. */
  public record Text(String path, String text, boolean changed) {}

  /**
   * A changed model.
   *
   * @param diff from what its author wrote
   * @param problems of the whole project by now; none when it is sound
   */
  public record Edited(String path, String diff, List<String> problems) {}

  Page<Listed> list(@Nullable String cursor) {
    var changed = changed();
    return Page.of(
        paths(sandbox.tree()).stream().map(p -> new Listed(p, changed.contains(p))).toList(),
        cursor,
        limits.page());
  }

  Text read(String path) {
    return new Text(
        requireModel(path), seen.file(text(sandbox.tree(), path)), changed().contains(path));
  }

  /** The models that the agent has changed. */
  List<String> changed() {
    return workspace.codeTrees().changedPaths(sandbox.base(), sandbox.tree()).stream()
        .sorted()
        .toList();
  }

  /** Gives a model another text. */
  Edited write(String path, String text) {
    requireModel(path);
    var tree = sandbox.tree();
    var before = text(tree, path);
    requireSameSettings(path, before, text);
    if (text.length() > limits.modelCharacters()) {
      throw RefusedException.badRequest(
          path + " would have more than " + limits.modelCharacters() + " characters",
          "write less at once");
    }
    if (before.equals(text)) {
      return new Edited(path, diff(tree, path), problems(tree));
    }
    var changed = changed();
    if (!changed.contains(path) && changed.size() >= limits.models()) {
      throw RefusedException.badRequest(
          "no more than " + limits.models() + " models can be changed at once",
          "open_sandbox with fresh begins anew");
    }
    var next = workspace.codeTrees().amendedTree(tree, Map.of(path, Optional.of(text)));
    sandbox.commit(next, "changed " + path);
    return new Edited(path, diff(next, path), problems(next));
  }

  /** Puts other text in the place of one that stands there exactly once. */
  Edited replace(String path, String old, String young) {
    requireModel(path);
    var before = text(sandbox.tree(), path);
    int at = old.isEmpty() ? -1 : before.indexOf(old);
    if (at < 0 || before.indexOf(old, at + 1) >= 0) {
      throw RefusedException.badRequest(
          "the old text stands in " + path + (at < 0 ? " nowhere" : " more than once"),
          "read_model gives the text as it is");
    }
    return write(path, before.substring(0, at) + young + before.substring(at + old.length()));
  }

  String diff(String tree, String path) {
    return seen.file(workspace.codeTrees().difference(sandbox.base(), tree, path));
  }

  List<String> problems(String tree) {
    try {
      workspace.codeTrees().at(tree, workspace.lake().lake().head(Ref.MAIN));
      return List.of();
    } catch (ProjectProblems e) {
      return e.problems().stream().limit(MOST_PROBLEMS).map(seen::words).toList();
    }
  }

  private String text(String tree, String path) {
    return workspace.codeTrees().text(tree, path).orElseThrow();
  }

  private List<String> paths(String tree) {
    return workspace.codeTrees().files(tree).list().stream()
        .filter(f -> f.kind() != CodeFile.Kind.LINK)
        .map(CodeFile::path)
        .filter(p -> FileKind.of(p).filter(k -> k == FileKind.SQL).isPresent())
        .toList();
  }

  private String requireModel(String path) {
    var paths = paths(sandbox.tree());
    if (paths.contains(path)) {
      return path;
    }
    var kind = FileKind.of(path);
    if (kind.isPresent() && kind.get() != FileKind.SQL) {
      throw RefusedException.notAllowed(
          seen.words(path) + " is " + what(kind.get()) + ": agents work on models in SQL only",
          "ask_person, or add_note");
    }
    throw RefusedException.notFound(
        "there is no model '"
            + seen.words(path)
            + "' on this branch"
            + DidYouMean.among(paths, path).map(p -> "; did you mean '" + p + "'?").orElse(""),
        "list_models tells which there are");
  }

  private static String what(FileKind kind) {
    return switch (kind) {
      case PROJECT -> "the project's settings";
      case SOURCE -> "a source's connection";
      case SQL -> "a model";
      case PYTHON, COMMAND -> "a program";
      case DBT -> "what dbt has compiled";
      case CONTRACT -> "a contract";
      case CORRECTION -> "a correction";
      case KEPT -> "policy, knowledge or beside a contract";
    };
  }

  /** What a model may use, how it is kept and who answers for it, its author says. */
  private static void requireSameSettings(String path, String before, String after) {
    if (!settings(before).equals(settings(after))) {
      throw RefusedException.notAllowed(
          "the settings in the comments at the top of " + path + " are its author's",
          "leave the lines that begin with -- as they are, and change the SQL below");
    }
  }

  /** All comments before the first line of SQL: one more could be a setting. */
  private static List<String> settings(String text) {
    var lines = new ArrayList<String>();
    for (var line : (Iterable<String>) text.lines()::iterator) {
      var plain = line.strip();
      if (plain.isEmpty()) {
        continue;
      }
      if (!plain.startsWith("--")) {
        break;
      }
      lines.add(plain);
    }
    return lines;
  }
}
