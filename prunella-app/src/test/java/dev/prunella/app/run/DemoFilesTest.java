package dev.prunella.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {

  @Test
  void copiedFilesDoNotLookAsIfTheyWereStillWritten(@TempDir Path folder) throws Exception {
    var began = Instant.now();
    DemoFiles.copyTo(folder);
    try (var landing = Files.list(folder.resolve("landing"))) {
      for (var file : landing.toList()) {
        assertThat(Files.getLastModifiedTime(file).toInstant()).isBefore(began);
      }
    }
  }
}
