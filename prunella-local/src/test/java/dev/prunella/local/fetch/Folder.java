package dev.prunella.local.fetch;

import dev.prunella.pipeline.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Keeps bytes in a folder, as the raw store does, without its care for power cuts. */
final class Folder implements RawBytes {
  private final Path folder;
  private Runnable afterReading = () -> {};

  Folder(Path folder) {
    this.folder = folder;
  }

  /** Done once, between the reading of a part and its being kept. */
  void afterNextReading(Runnable action) {
    afterReading = action;
  }

  @Override
  public Batch.Part keep(String name, InputStream bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var file = Files.createTempFile(folder, "raw", "");
      try (var out = Files.newOutputStream(file);
          var in = new DigestInputStream(bytes, digest)) {
        in.transferTo(out);
      }
      var after = afterReading;
      afterReading = () -> {};
      after.run();
      var hash = HexFormat.of().formatHex(digest.digest());
      return new Batch.Part(name, hash, Files.size(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
