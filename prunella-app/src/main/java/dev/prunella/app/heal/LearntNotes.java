package dev.prunella.app.heal;

import dev.prunella.app.knowledge.NoteDraft;
import dev.prunella.app.project.NewNote;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.code.OfferedCommit;
import dev.prunella.memory.Lint;
import dev.prunella.memory.Scope.Site;
import dev.prunella.memory.Window;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes notes of what people answer: about the table that they were asked about, with who said so
 * at which incident and when, and to be reviewed before long.
 */
public final class LearntNotes {
  private static final int DAYS_TO_REVIEW = 90;

  /** So many notes of one sort are made of one incident's table. */
  private static final int MOST_ALIKE = 20;

  private static final String BRANCHES = "prunella/";

  private final Workspace workspace;
  private final Clock clock;

  public LearntNotes(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /** What somebody says beside an answer. */
  public sealed interface Said {
    /** The source answers only then. */
    record AnswersOnlyIn(Window window) implements Said {}

    /** What fails then is to be waited out. */
    record MaintenanceIn(Window window) implements Said {}

    /** Next time somebody else is to be asked. */
    record AskNext(String who) implements Said {}

    /** Something for people. */
    record Fact(String text) implements Said {}
  }

  /**
   * Keeps it.
   *
   * @param about the table that was asked about
   * @return the file
   * @throws IllegalArgumentException with a sentence for people, if it cannot be kept so
   */
  public String keep(IncidentState incident, TableName about, String by, String why, Said said) {
    var site = KnownNotes.sites(KnownNotes.project(workspace)).apply(about);
    var text = incident.id() + " " + about + " " + word(said);
    for (int i = 1; i <= MOST_ALIKE; i++) {
      var name = i == 1 ? NewNote.name(text) : NewNote.name(text, i);
      var outcome = write(name, draft(incident, site, by, why, said));
      switch (outcome) {
        case NewNote.Outcome.Written(var path) -> {
          return path;
        }
        case NewNote.Outcome.Refused(var problems) ->
            throw new IllegalArgumentException(String.join("; ", problems));
        case NewNote.Outcome.Exists _ -> {}
      }
    }
    throw new IllegalArgumentException(
        "there are %d notes called knowledge/%s-N.md already"
            .formatted(MOST_ALIKE, NewNote.name(text)));
  }

  /**
   * Offers a note that was kept to the repository in which the project lies, as a commit that says
   * whose answer it is. The note is in force whatever becomes of that.
   *
   * @param path as {@link #keep} gave it
   */
  public OfferedCommit.Outcome offer(
      IncidentState incident, TableName about, String by, String path) {
    var folder = workspace.project().folder();
    var who = by.replaceAll("\\p{Cntrl}+", " ").strip();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    try {
      return new OfferedCommit(
              path,
              Files.readString(folder.resolve(path)),
              BRANCHES + path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.md$", ""),
              who,
              now,
              message(incident, about, who, now, path))
          .to(folder);
    } catch (IOException e) {
      return new OfferedCommit.Outcome.NotMade(path + " cannot be read: " + e.getMessage());
    }
  }

  private static String message(
      IncidentState incident, TableName about, String who, Instant now, String path) {
    return """
        Remember what was answered to %s

        The answer is kept as %s, and is gone by from now on.

        Incident: %s of %s
        Table: %s
        Answered-by: %s
        Answered-at: %s
        """
        .formatted(incident.id(), path, incident.id(), incident.run(), about, who, now);
  }

  /** Takes notes back whose answer came too late: nothing is to be gone by them. */
  public void forget(List<String> paths) {
    for (var path : paths) {
      try {
        Files.deleteIfExists(workspace.project().folder().resolve(path));
      } catch (IOException e) {
        throw new UncheckedIOException(
            path + " cannot be removed, though its answer does not count", e);
      }
    }
  }

  /** With which other notes one cannot be right as well, in sentences: then neither is gone by. */
  public List<String> contradictions(String path) {
    return Lint.of(
            KnownNotes.in(workspace).notes(),
            Set.of(),
            KnownNotes.all(KnownNotes.project(workspace)),
            clock.instant())
        .stream()
        .filter(t -> t.kind() == Lint.Kind.CONTRADICTION && t.note().path().equals(path))
        .map(Lint.Trouble::sentence)
        .toList();
  }

  private NewNote.Outcome write(String name, NoteDraft draft) {
    var project = workspace.project();
    try {
      return NewNote.write(
          project.folder(), name, draft, project.settings().zone(), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("knowledge/" + name + ".md cannot be written", e);
    }
  }

  private NoteDraft draft(IncidentState incident, Site site, String by, String why, Said said) {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var review =
        now.atZone(workspace.project().settings().zone()).toLocalDate().plusDays(DAYS_TO_REVIEW);
    var learnt = new LinkedHashMap<String, String>();
    learnt.put("incident", incident.id().toString());
    learnt.put("from", by);
    learnt.put("at", now.toString());
    return new NoteDraft(
        title(site.table(), said),
        Map.of(site.isLoaded() ? "sources" : "tables", List.of(site.table().toString())),
        Optional.empty(),
        does(said),
        Map.of(),
        Map.of(),
        Map.of("review", review.toString()),
        Optional.of(by),
        learnt,
        said instanceof Said.Fact(var text) ? text : why);
  }

  private static String word(Said said) {
    return switch (said) {
      case Said.AnswersOnlyIn _ -> "window";
      case Said.MaintenanceIn _ -> "maintenance";
      case Said.AskNext _ -> "ask";
      case Said.Fact _ -> "fact";
    };
  }

  private static String title(TableName table, Said said) {
    return switch (said) {
      case Said.AnswersOnlyIn(var window) -> table + " answers only " + window;
      case Said.MaintenanceIn(var window) -> table + " is in maintenance " + window;
      case Said.AskNext(var who) -> "of " + table + " knows " + who;
      case Said.Fact _ -> "something to know of " + table;
    };
  }

  private static Map<String, String> does(Said said) {
    var does = new LinkedHashMap<String, String>();
    switch (said) {
      case Said.AnswersOnlyIn(var window) -> {
        does.put("do", "retry_later");
        does.put("window", window.toString());
      }
      case Said.MaintenanceIn(var window) -> {
        does.put("do", "wait_out");
        does.put("window", window.toString());
      }
      case Said.AskNext(var who) -> {
        does.put("do", "ask");
        does.put("ask", who);
      }
      case Said.Fact _ -> {}
    }
    return does;
  }
}
