package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Seen;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What follows an undo outside of main: its corrections leave the folder, and runs that they were
 * in the way of are tried again. All of it can be done once more, by whoever comes after a process
 * that died at it. Thread-safe.
 */
final class AfterUndo {
  private final Workspace workspace;
  private final Clock clock;

  /** The undos after which there is nothing left to do. */
  private final Set<CommitId> done = new HashSet<>();

  AfterUndo(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /**
   * What became of corrections in the project's folder.
   *
   * @param removed those that are not there any more
   * @param kept those that a person has changed since
   */
  record Removal(List<String> removed, List<String> kept) {}

  /**
   * Finishes all that are undone; what has been finished here before is not looked at again.
   *
   * @throws UncheckedIOException if a correction of one could not be taken away: after the others
   */
  synchronized void look(List<IncidentState> known) {
    var undone = known.stream().filter(i -> i.undone().isPresent()).toList();
    var commits =
        undone.stream()
            .flatMap(i -> i.undone().stream())
            .map(IncidentEvent.Undone::commit)
            .collect(Collectors.toSet());
    done.retainAll(commits);
    Optional<UncheckedIOException> failed = Optional.empty();
    for (var incident : undone) {
      var commit = incident.undone().orElseThrow().commit();
      try {
        if (!done.contains(commit)) {
          finish(incident.id());
          done.add(commit);
        }
      } catch (UncheckedIOException e) {
        failed = Optional.of(e);
      }
    }
    failed.ifPresent(
        e -> {
          throw e;
        });
  }

  /** Finishes one; nothing where it is not undone. */
  void finish(IncidentId id) {
    var incident = workspace.incidents().state(id).orElseThrow();
    if (incident.undone().isEmpty()) {
      return;
    }
    var undone = incident.undone().get();
    var events = workspace.incidents().events(id);
    var before = IncidentState.of(id, events.subList(0, events.lastIndexOf(undone)));
    Reversal.effect(workspace, before).ifPresent(effect -> remove(gone(effect.corrections())));
    if (undone.byWatch()) {
      incident.watched().stream()
          .filter(w -> w.seen() == Seen.REGRESSED)
          .flatMap(w -> w.run().stream())
          .forEach(run -> retry(run, id, undone));
    }
  }

  /** Those that are not main's: the same may have been published again since. */
  private Map<String, String> gone(Map<String, String> corrections) {
    var tree = workspace.lake().lake().head(Ref.MAIN).code();
    return corrections.entrySet().stream()
        .filter(
            c ->
                tree.flatMap(t -> workspace.codeTrees().text(t, c.getKey()))
                    .filter(c.getValue()::equals)
                    .isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Takes corrections away that are as the healer wrote them.
   *
   * @param corrections their text, by path
   * @throws UncheckedIOException if one could not be taken away: after the others
   */
  Removal remove(Map<String, String> corrections) {
    var removed = new ArrayList<String>();
    var kept = new ArrayList<String>();
    Optional<UncheckedIOException> failed = Optional.empty();
    for (var correction : corrections.entrySet()) {
      var path = correction.getKey();
      try {
        boolean gone =
            workspace
                .writes()
                .write("correction file", () -> isRemoved(path, correction.getValue()));
        (gone ? removed : kept).add(path);
      } catch (UncheckedIOException e) {
        failed = Optional.of(e);
      }
    }
    failed.ifPresent(
        e -> {
          throw e;
        });
    return new Removal(List.copyOf(removed), List.copyOf(kept));
  }

  private boolean isRemoved(String path, String text) {
    Path file = workspace.project().folder().resolve(path);
    try {
      if (!Files.exists(file)) {
        return true;
      }
      if (!Files.readString(file).equals(text)) {
        return false;
      }
      Files.delete(file);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "it is undone, but " + file + " could not be taken away: delete it by hand", e);
    }
  }

  /** Once the same is back, the run that had the trouble is tried again: once. */
  private void retry(RunId run, IncidentId switchedBack, IncidentEvent.Undone undone) {
    var why = "what was published for " + switchedBack + " is switched back";
    new RunIncidents(workspace, clock)
        .open(workspace.journal().state(run))
        .filter(
            other ->
                other.answers().stream()
                    .noneMatch(a -> a.why().equals(why) && !a.at().isBefore(undone.at())))
        .ifPresent(
            other ->
                workspace
                    .incidents()
                    .resume(other.id())
                    .append(
                        new IncidentEvent.Answered(
                            clock.instant(),
                            PolicyInForce.HEALER,
                            Answer.RETRY.word(),
                            why,
                            Optional.empty())));
  }
}
