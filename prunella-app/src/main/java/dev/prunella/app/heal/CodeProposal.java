package dev.prunella.app.heal;

import dev.prunella.app.project.FileKind;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies ready for the author of a model that was put right on a branch of code: a patch of the
 * file as it lies there, and a text for the pull request. The author's file is theirs, and is never
 * written. No values of rows are in either; names and diffs, which anybody may have written, stand
 * in fences.
 */
public final class CodeProposal {
  private static final String FOLDER = "proposals";
  private static final String PATCH = "change.patch";
  private static final String PULL_REQUEST = "pull-request.md";

  private CodeProposal() {}

  /** The files of a proposal. */
  public record Paths(Path patch, Path pullRequest) {
    /** A unified diff. */
    public String patchText() {
      try {
        return Files.readString(patch);
      } catch (IOException e) {
        throw new UncheckedIOException(patch + " cannot be read", e);
      }
    }
  }

  /** Those of an incident, where there are any. */
  public static Optional<Paths> of(Workspace workspace, IncidentId incident) {
    var files = files(workspace, incident);
    return Files.exists(files.patch()) && Files.exists(files.pullRequest())
        ? Optional.of(files)
        : Optional.empty();
  }

  private static Paths files(Workspace workspace, IncidentId incident) {
    var folder =
        workspace
            .project()
            .folder()
            .resolve(".prunella")
            .resolve(FOLDER)
            .resolve(incident.toString());
    return new Paths(folder.resolve(PATCH), folder.resolve(PULL_REQUEST));
  }

  /**
   * Writes down what was proved for an incident's models, beside the files as they lie there.
   *
   * @param since events of this and later count
   */
  static void write(Workspace workspace, IncidentState incident, int since) {
    var proved =
        workspace.incidents().events(incident.id()).stream()
            .skip(since)
            .filter(IncidentEvent.Tried.class::isInstance)
            .map(IncidentEvent.Tried.class::cast)
            .filter(tried -> tried.verdict() == Verified.VERIFIED)
            .toList();
    var patch =
        proved.stream()
            .filter(tried -> tried.family() == RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING)
            .reduce((_, last) -> last);
    if (patch.isEmpty()) {
      return;
    }
    var diff = proved.getLast().trial().map(run -> diff(workspace, run)).orElse("");
    if (diff.isEmpty()) {
      return;
    }
    var files = files(workspace, incident.id());
    try {
      Files.createDirectories(files.patch().toAbsolutePath().getParent());
      Files.writeString(files.patch(), diff);
      Files.writeString(files.pullRequest(), text(incident, patch.get(), diff));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "what was decided stands, but " + files.patch() + " could not be written", e);
    }
  }

  /** From the models as they lie there to those of a trial. */
  private static String diff(Workspace workspace, RunId trial) {
    var now = workspace.codeTrees().asItLies().tree();
    var then = workspace.journal().state(trial).codeTree();
    if (now.isEmpty() || then.isEmpty()) {
      return "";
    }
    return workspace.codeTrees().changedPaths(now.get(), then.get()).stream()
        .filter(path -> FileKind.of(path).filter(CodeProposal::isModel).isPresent())
        .sorted()
        .map(path -> workspace.codeTrees().difference(now.get(), then.get(), path))
        .collect(Collectors.joining());
  }

  private static boolean isModel(FileKind kind) {
    return switch (kind) {
      case SQL, PYTHON, COMMAND -> true;
      case PROJECT, SOURCE, DBT, CONTRACT, CORRECTION, KEPT -> false;
    };
  }

  private static String text(IncidentState incident, IncidentEvent.Tried patch, String diff) {
    long number = incident.id().number();
    var of = incident.opened().label().map(label -> " of " + label).orElse("");
    return """
        # Put right what broke %s%s

        %s

        ## What broke

        %s
        ## Evidence

        %s
        ## The change

        %s
        ## Proof

        Rehearsed on a branch as %s:

        %s
        ## Apply, and undo

            git apply .prunella/proposals/%s/%s        # in the project's folder; or: patch -p1 < ...
            git apply -R .prunella/proposals/%s/%s     # takes it back
            prunella undo %d                           # takes back what was published for it

        The author's file was not touched. Until it is changed, later intervals are proved anew.
        """
        .formatted(
            incident.id(),
            of,
            fenced("", patch.remedy()),
            fenced(
                "",
                lines(incident.symptoms().stream().map(CodeProposal::seen).distinct().toList())),
            fenced("", lines(incident.beliefs().stream().flatMap(CodeProposal::believed).toList())),
            fenced("diff", diff),
            patch.trial().map(Object::toString).orElse("a run"),
            fenced("", lines(patch.proofs())),
            incident.id(),
            PATCH,
            incident.id(),
            PATCH,
            number);
  }

  /** Without its message, which may hold values. */
  private static String seen(Symptom symptom) {
    return symptom.table() + ": " + symptom.kind().words();
  }

  private static Stream<String> believed(Belief belief) {
    return Stream.concat(Stream.of(belief.cause()), belief.supporting().stream());
  }

  private static String lines(List<String> sentences) {
    return sentences.stream()
        .map(s -> "- " + s.replace('\n', ' '))
        .collect(Collectors.joining("\n"));
  }

  /** Longer than any fence within. */
  private static String fenced(String kind, String text) {
    var fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    return fence + kind + "\n" + text.stripTrailing() + "\n" + fence + "\n";
  }
}
