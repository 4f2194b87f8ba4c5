package dev.prunella.local.code;

/** A file or folder of the project that is not in its code tree although nobody ignored it. */
public record LeftOut(String path, Reason reason) {

  /** Why it is not. */
  public enum Reason {
    /** A file larger than {@link CodeLimits#fileBytes}. */
    TOO_LARGE,
    /** A binary file beyond {@link CodeLimits#binaryBytes} in all. */
    TOO_MANY_BINARIES,
    /** A folder that tools fill, such as {@code node_modules}. */
    MADE_BY_TOOLS,
    /** A folder with a git repository of its own, such as a submodule. */
    OTHER_REPOSITORY,
    /** A pipe, a socket or a device. */
    NO_FILE
  }
}
