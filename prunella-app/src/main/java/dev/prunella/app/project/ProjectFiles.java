package dev.prunella.app.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A project's files, wherever they are: in the tree that a lake commit names, or in the folder in
 * which somebody works. Runs read code from the former only.
 */
public interface ProjectFiles {

  /** The project's folder, from which its code names what is no code: files to load, and others. */
  Path folder();

  /** All paths from the project's folder, with {@code /}; in any order. */
  List<String> paths() throws IOException;

  /**
   * The content of a file.
   *
   * @param mostBytes a larger file need not be read: then more than that many bytes are given
   */
  byte[] read(String path, int mostBytes) throws IOException;
}
