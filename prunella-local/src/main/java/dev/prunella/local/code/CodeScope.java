package dev.prunella.local.code;

/** Which files of a project's folder are its code: data that lie beside it are not. */
public interface CodeScope {
  CodeScope EVERYTHING =
      new CodeScope() {
        @Override
        public boolean holds(String path) {
          return true;
        }

        @Override
        public boolean reaches(String folder) {
          return true;
        }
      };

  /** Whether a file belongs to it; the path is the project's, with {@code /}. */
  boolean holds(String path);

  /** Whether anything below a folder may belong to it. */
  boolean reaches(String folder);
}
