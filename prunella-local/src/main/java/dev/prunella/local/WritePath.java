package dev.prunella.local;

import dev.prunella.refs.RefStore;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;

/**
 * Stands between the program and whatever outlives it: the lake's database, its files, and what is
 * written past both. Ordinarily nothing does. Whoever wants to know what a process leaves behind
 * that dies at a step stands here, and ends it there. Thread-safe.
 */
public interface WritePath {
  /** With nothing in between. */
  WritePath DIRECT = new WritePath() {};

  /** The lake's database. */
  default RefStore refs(RefStore store) {
    return store;
  }

  /** The files of tables. */
  default FileIO files(FileIO files) {
    return files;
  }

  /**
   * Writes something else that is to last.
   *
   * @param what in a word or two
   */
  default <T> T write(String what, Supplier<T> write) {
    return write.get();
  }

  /** The same of what gives nothing back. */
  default void write(String what, Runnable write) {
    write(
        what,
        () -> {
          write.run();
          return true;
        });
  }
}
