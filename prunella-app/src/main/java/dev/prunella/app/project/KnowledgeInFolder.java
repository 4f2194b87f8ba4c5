package dev.prunella.app.project;

import dev.prunella.app.knowledge.NoteNames;
import dev.prunella.app.knowledge.NoteReader;
import dev.prunella.app.yaml.Problems;
import dev.prunella.memory.Note;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The notes of a project's folder. They change nothing about how a run goes, so a bad one holds up
 * no run: it is told, and not used.
 *
 * @param notes those with which nothing is wrong
 * @param problems of all others, by file and line
 */
public record KnowledgeInFolder(List<Note> notes, List<Problems.Found> problems) {
  public static final String FOLDER = "knowledge/";

  /** More than people keep in their heads. */
  private static final int MOST_NOTES = 1_000;

  public KnowledgeInFolder {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }

  /** Whether a path is that of a note: any Markdown below the folder but an introduction to it. */
  public static boolean isNote(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return path.startsWith(FOLDER)
        && name.endsWith(".md")
        && !name.startsWith(".")
        && !name.equals("readme.md");
  }

  /** Whether a path lies where notes do. */
  public static boolean isBelow(String path) {
    return path.startsWith(FOLDER);
  }

  /** As they lie in a folder now; names are taken as they are. */
  public static KnowledgeInFolder of(Path folder, ZoneId zone) {
    return of(folder, zone, Optional.empty());
  }

  /** The same; what is named must be there. */
  public static KnowledgeInFolder of(Path folder, ZoneId zone, Optional<NoteNames> names) {
    if (!Files.isDirectory(folder.resolve(FOLDER), LinkOption.NOFOLLOW_LINKS)) {
      return new KnowledgeInFolder(List.of(), List.of());
    }
    var files = new FolderFiles(folder);
    var all = new ArrayList<Note>();
    var problems = new Problems();
    try {
      var paths = files.paths().stream().filter(KnowledgeInFolder::isNote).sorted().toList();
      if (paths.size() > MOST_NOTES) {
        problems
            .in(FOLDER)
            .add(1, "a project has at most " + MOST_NOTES + " notes; the rest is not used");
      }
      for (var path : paths.subList(0, Math.min(MOST_NOTES, paths.size()))) {
        var at = problems.in(path);
        text(files, path, at)
            .flatMap(file -> NoteReader.read(path, file.text(), zone, names, at))
            .filter(note -> problems.none(path))
            .ifPresent(all::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the notes of " + folder + " cannot be read", e);
    }
    return new KnowledgeInFolder(all, problems.found());
  }

  /** One that cannot be read is like one that cannot be understood. */
  private static Optional<FileText> text(FolderFiles files, String path, Problems.Of at) {
    try {
      return FileText.read(files, path, at);
    } catch (IOException e) {
      at.add(1, "it cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What notes of a project may name; empty where the lake's tables are not known. */
  public static Optional<NoteNames> names(LoadedProject project, LakeTables lake) {
    if (!lake.complete()) {
      return Optional.empty();
    }
    var steps = project.graph().inOrder();
    return Optional.of(
        new NoteNames(
            Stream.concat(steps.stream().map(s -> s.table()), lake.names().stream())
                .map(TableName::toString)
                .distinct()
                .toList(),
            strings(steps.stream().filter(s -> s.loads()).map(s -> s.table())),
            strings(steps.stream().filter(s -> !s.loads()).map(s -> s.table())),
            lake::columns));
  }

  private static Collection<String> strings(Stream<TableName> names) {
    return names.map(TableName::toString).toList();
  }
}
