package dev.prunella.app.agent;

import dev.prunella.app.knowledge.NoteDraft;
import dev.prunella.app.knowledge.NoteReader;
import dev.prunella.app.project.NewNote;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notes that agents propose. They lie beside the other proposals, where nothing reads them: one
 * counts when a person has moved it into the folder of knowledge.
 */
public final class Notes {
  private static final String FOLDER = ".prunella/proposals/notes/";
  private static final int DAYS_TO_REVIEW = 90;
  private static final int MOST_NOTES = 500;
  private static final int MOST_CHARACTERS = 10_000;

  private final Workspace workspace;
  private final Agent agent;
  private final Clock clock;

  Notes(Workspace workspace, Agent agent, Clock clock) {
    this.workspace = workspace;
    this.agent = agent;
    this.clock = clock;
  }

  /** A note that lies ready. */
  public record Proposed(String path, String next) {}

  Proposed propose(String title, List<String> tables, String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw RefusedException.badRequest(
          "a note has up to " + MOST_CHARACTERS + " characters", "write less");
    }
    var zone = workspace.project().settings().zone();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var learnt = new LinkedHashMap<String, String>();
    learnt.put("from", agent.author());
    learnt.put("at", now.toString());
    var review = now.atZone(zone).toLocalDate().plusDays(DAYS_TO_REVIEW);
    var draft =
        new NoteDraft(
            title,
            Map.of("tables", tables),
            Optional.empty(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of("review", review.toString()),
            Optional.empty(),
            learnt,
            text);
    var name = NewNote.name(agent.name() + " " + title);
    var path = FOLDER + name + ".md";
    var problems = new Problems();
    NoteReader.read(path, draft.file(), zone, Optional.empty(), problems.in(path));
    if (!problems.none()) {
      throw RefusedException.badRequest(
          "such a note would not be understood: "
              + String.join("; ", problems.found().stream().map(p -> p.sentence()).toList()),
          "give a title, the tables that it is about, and a text");
    }
    write(name, draft.file());
    return new Proposed(path, "a person reads it, and moves it to knowledge/ if it is right");
  }

  private void write(String name, String text) {
    var folder = workspace.project().folder().resolve(FOLDER);
    try {
      Files.createDirectories(folder);
      try (var there = Files.list(folder)) {
        if (there.count() >= MOST_NOTES) {
          throw RefusedException.badRequest(
              "there are " + MOST_NOTES + " proposed notes that nobody has read", "ask_person");
        }
      }
      Files.write(
          folder.resolve(name + ".md"),
          text.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw RefusedException.badRequest(
          "there is a proposed note of that title already", "give it another title");
    } catch (IOException e) {
      throw new UncheckedIOException("the note cannot be written", e);
    }
  }
}
