package dev.prunella.app.yaml;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Gathers what is wrong with files, each thing once. For one thread. */
public final class Problems {
  /** Beyond these nobody reads on; a file of another sort must not fill the memory. */
  private static final int MOST = 500;

  private static final Comparator<Found> ORDER =
      Comparator.comparing(Found::file)
          .thenComparingInt(Found::line)
          .thenComparingInt(Found::column)
          .thenComparing(Found::sentence);

  private final TreeSet<Found> found = new TreeSet<>(ORDER);
  private int more;

  /**
   * One problem.
   *
   * @param file from the project's folder
   * @param line from 1
   * @param column from 1; 0 where the line says enough
   * @param sentence for the author: what, and the next step
   */
  public record Found(String file, int line, int column, String sentence) {

    /** As compilers write it: {@code file:line: sentence}. */
    @Override
    public String toString() {
      return file + ":" + line + (column > 0 ? ":" + column : "") + ": " + sentence;
    }
  }

  /** The problems of one file. */
  public final class Of {
    private final String file;

    private Of(String file) {
      this.file = file;
    }

    public String file() {
      return file;
    }

    public void add(int line, String sentence) {
      add(line, 0, sentence);
    }

    public void add(int line, int column, String sentence) {
      if (found.size() < MOST) {
        found.add(new Found(file, line, column, sentence));
      } else {
        more++;
      }
    }
  }

  public Of in(String file) {
    return new Of(file);
  }

  public boolean none() {
    return found.isEmpty();
  }

  /** Whether one file is free of them; what follows from its mistakes need not be told. */
  public boolean none(String file) {
    return found.stream().noneMatch(problem -> problem.file().equals(file));
  }

  /** By file and line. */
  public List<Found> found() {
    return List.copyOf(found);
  }

  /** How many were found beyond those that are told. */
  public int more() {
    return more;
  }
}
