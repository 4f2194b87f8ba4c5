package dev.prunella.app.project;

import dev.prunella.app.knowledge.NoteDraft;
import dev.prunella.app.knowledge.NoteNames;
import dev.prunella.app.knowledge.NoteReader;
import dev.prunella.app.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a new note into a project's folder; never over a file that is there. */
public final class NewNote {
  private static final int MOST_CHARACTERS = 80;

  /** What came of it. */
  public sealed interface Outcome {
    /**
     * It is there.
     *
     * @param path from the project's folder
     */
    record Written(String path) implements Outcome {}

    /** Nothing was written: such a note would not be understood. */
    record Refused(List<String> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }

    /** There is a file of that name. */
    record Exists(String path) implements Outcome {}
  }

  private NewNote() {}

  /** A file's name that any text gives; safe everywhere. */
  public static String name(String text) {
    return cut(plain(text), MOST_CHARACTERS);
  }

  /** The same with a number, for one of several. */
  public static String name(String text, int number) {
    var end = "-" + number;
    return cut(plain(text), MOST_CHARACTERS - end.length()) + end;
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", "-")
        .replaceAll("^-+|-+$", "");
  }

  /** No half of a letter, and no dash at its end: what is cut is a name, too. */
  private static String cut(String name, int most) {
    if (name.length() <= most) {
      return name;
    }
    int end = Character.isHighSurrogate(name.charAt(most - 1)) ? most - 1 : most;
    return name.substring(0, end).replaceAll("-+$", "");
  }

  /**
   * Writes one.
   *
   * @param name of the file, without folder and ending, as {@link #name} gives it
   * @param names what it may name, where that is known
   */
  public static Outcome write(
      Path folder, String name, NoteDraft draft, ZoneId zone, Optional<NoteNames> names)
      throws IOException {
    if (name.isEmpty() || !name.equals(name(name))) {
      return new Outcome.Refused(
          List.of("'" + name + "' is no name for a note; one is '" + name(name + " note") + "'"));
    }
    var path = KnowledgeInFolder.FOLDER + name + ".md";
    var text = draft.file();
    var problems = new Problems();
    NoteReader.read(path, text, zone, names, problems.in(path));
    if (!problems.none()) {
      return new Outcome.Refused(problems.found().stream().map(p -> p.sentence()).toList());
    }
    var target = folder.resolve(KnowledgeInFolder.FOLDER);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      return new Outcome.Refused(List.of(KnowledgeInFolder.FOLDER + " is no plain folder"));
    }
    Files.createDirectories(target);
    try {
      Files.write(
          target.resolve(name + ".md"),
          text.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE_NEW);
      return new Outcome.Written(path);
    } catch (FileAlreadyExistsException _) {
      return new Outcome.Exists(path);
    }
  }
}
