package dev.prunella.local.raw;

import dev.prunella.refs.LakeException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;

/** Keeps some bytes, and says what it was told. */
public final class KeepingProcess {
  private KeepingProcess() {}

  /** Arguments: the store's folder, how many bytes. */
  public static void main(String[] args) {
    var bytes = new byte[Integer.parseInt(args[1])];
    try {
      RawStore.in(Path.of(args[0])).keep(new ByteArrayInputStream(bytes), RawLimits.DEFAULT);
      System.out.println("kept");
    } catch (LakeException e) {
      System.out.println("told: " + e.problem() + " " + e.getMessage());
    }
  }
}
