package dev.prunella.local.code;

/**
 * How much of a project is code.
 *
 * @param fileBytes a file larger than this is left out, and named
 * @param binaryBytes binary files beyond this many bytes in all are left out, and named
 * @param files a project of more files is refused
 * @param bytes a project of more bytes in all is refused
 * @param depth folders nested deeper are refused
 * @param givenBytes a file given from elsewhere that is larger is refused
 */
public record CodeLimits(
    int fileBytes, long binaryBytes, int files, long bytes, int depth, int givenBytes) {
  public static final CodeLimits DEFAULT =
      new CodeLimits(5 << 20, 50L << 20, 20_000, 512L << 20, 64, 128 << 20);

  /** With the usual limit of files from elsewhere. */
  public CodeLimits(int fileBytes, long binaryBytes, int files, long bytes, int depth) {
    this(fileBytes, binaryBytes, files, bytes, depth, DEFAULT.givenBytes);
  }

  public CodeLimits {
    if (fileBytes < 1 || binaryBytes < 0 || files < 1 || bytes < 1 || depth < 1 || givenBytes < 1) {
      throw new IllegalArgumentException("a project must be allowed a file");
    }
  }
}
