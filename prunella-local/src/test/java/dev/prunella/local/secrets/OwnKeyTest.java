package dev.prunella.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKeyTest {
  @TempDir Path folder = Path.of("");

  @Test
  void allWhoAskAtOnceHaveTheSameKeyAndNothingElseIsLeft() throws Exception {
    var keys = folder.resolve("keys");
    try (var workers = Executors.newFixedThreadPool(4)) {
      var made =
          IntStream.range(0, 8)
              .mapToObj(_ -> workers.submit(() -> OwnKey.in(keys, "a.key").authenticate("x")))
              .toList();
      for (var one : made) {
        assertThat(one.get()).isEqualTo(made.getFirst().get()).hasSize(32);
      }
    }
    assertThat(OwnKey.in(keys, "b.key").authenticate("x"))
        .isNotEqualTo(OwnKey.in(keys, "a.key").authenticate("x"));
    try (var files = Files.list(keys)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aKeyThatOthersCanReadOrThatIsDamagedIsNotUsed() throws IOException {
    OwnKey.in(folder, "a.key");
    var file = folder.resolve("a.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> OwnKey.in(folder, "a.key")).hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "short");
    assertThatThrownBy(() -> OwnKey.in(folder, "a.key")).hasMessageContaining("damaged");
  }
}
