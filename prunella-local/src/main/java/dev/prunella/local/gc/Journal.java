package dev.prunella.local.gc;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the newest collection is about to delete, written down before it does: for people who want
 * to know, and for the next collection when this one is killed. A mark is always made anew, for
 * only that is safe; what cannot be found again once their commits are gone is where dropped tables
 * lay, so that is read back.
 */
final class Journal implements AutoCloseable {
  private static final String BEGIN = "begin";
  private static final String DIRECTORY = "directory";
  private static final String DELETE = "delete";
  private static final String END = "end";
  private static final String WHOLE = "\t.";

  /** More lines than this of an interrupted collection are not believed. */
  private static final int MAX_LINES = 10_000_000;

  private final Optional<FileChannel> out;
  private final boolean interrupted;
  private final Set<String> directories;

  private Journal(Optional<FileChannel> out, boolean interrupted, Set<String> directories) {
    this.out = out;
    this.interrupted = interrupted;
    this.directories = directories;
  }

  /** Keeps nothing. */
  static Journal none() {
    return new Journal(Optional.empty(), false, Set.of());
  }

  /** Begins a new collection, which takes over what an interrupted one left. */
  static Journal begin(Path file, Instant at) {
    try {
      var directories = new LinkedHashSet<String>();
      boolean interrupted = Files.exists(file) && readUnfinished(file, directories);
      // The old journal stays until the new one holds all that it tells.
      var fresh = file.resolveSibling(file.getFileName() + ".new");
      var parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      var out =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      var journal = new Journal(Optional.of(out), interrupted, directories);
      journal.write(BEGIN, List.of(at.toString()));
      journal.write(DIRECTORY, directories);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return journal;
    } catch (IOException e) {
      throw failed(file.toString(), e);
    }
  }

  private static boolean readUnfinished(Path file, Set<String> directories) throws IOException {
    boolean ended = false;
    // A crash may have torn the last line, even within a character.
    var decoding = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
    try (var lines = new BufferedReader(decoding)) {
      for (var line : (Iterable<String>) lines.lines().limit(MAX_LINES)::iterator) {
        boolean whole = line.endsWith(WHOLE);
        if (whole && line.startsWith(DIRECTORY + '\t')) {
          int to = line.length() - WHOLE.length();
          directories.add(unescape(line.substring(DIRECTORY.length() + 1, to)));
        }
        ended = whole && line.startsWith(END + '\t');
      }
    }
    if (ended) {
      directories.clear();
    }
    return !ended;
  }

  /** Whether the collection before this one did not come to its end. */
  boolean interrupted() {
    return interrupted;
  }

  /** Directories of dropped tables that the interrupted collection knew. */
  Set<String> directories() {
    return directories;
  }

  void directories(Collection<String> relative) {
    write(DIRECTORY, relative);
  }

  void deleting(Collection<String> locations) {
    write(DELETE, locations);
  }

  void end(Instant at) {
    write(END, List.of(at.toString()));
  }

  private void write(String what, Collection<String> values) {
    if (out.isEmpty() || values.isEmpty()) {
      return;
    }
    var lines = new StringBuilder();
    values.forEach(v -> lines.append(what).append('\t').append(escape(v)).append(WHOLE + "\n"));
    var bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        out.get().write(bytes);
      }
      out.get().force(false);
    } catch (IOException e) {
      throw failed("the journal of the collection", e);
    }
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String unescape(String line) {
    var text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        switch (line.charAt(i)) {
          case 'n' -> text.append('\n');
          case 'r' -> text.append('\r');
          default -> text.append(line.charAt(i));
        }
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static LakeException failed(String what, IOException cause) {
    return new LakeException(
        Problem.STORAGE_FAILED, what + " cannot be written, so nothing more was deleted", cause);
  }

  @Override
  public void close() {
    if (out.isPresent()) {
      try {
        out.get().close();
      } catch (IOException e) {
        throw failed("the journal of the collection", e);
      }
    }
  }
}
