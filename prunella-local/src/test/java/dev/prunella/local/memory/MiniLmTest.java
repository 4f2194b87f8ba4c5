package dev.prunella.local.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.memory.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real model, as it comes with the program. */
class MiniLmTest {
  private final MiniLm model = new MiniLm();

  private Direction of(String text) {
    return model.of(text).orElseThrow();
  }

  @Test
  void sameInOtherWordsIsCloserThanAnotherFailureInTheSameWords() {
    var asked = of("the disk is full");
    assertThat(asked.cosine(of("no space left on device")))
        .isGreaterThan(asked.cosine(of("the password is wrong")));
    var refused = of("connection refused by the database server");
    assertThat(refused.cosine(of("could not connect to the DB host")))
        .isGreaterThan(refused.cosine(of("duplicate key in the database table")));
  }

  @Test
  void textOfAnyLengthHasADirectionAndNoTextHasNone() {
    assertThat(of("x".repeat(100_000)).bytes()).hasSize(384);
    assertThat(of("Größe überschritten 测试 \u0000 \uD83D").bytes()).hasSize(384);
    assertThat(model.of("  ")).isEmpty();
  }

  @Test
  void nothingIsLeftInTheFolderForTemporaryFilesAndNothingInTheUsersHome() throws IOException {
    of("the disk is full");
    assertThat(left()).isEmpty();
  }

  private static List<Path> left() throws IOException {
    var temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var files = Files.list(temporary)) {
      return files
          .filter(f -> f.getFileName().toString().matches("(onnxruntime-java|prunella-model-).*"))
          .filter(MiniLmTest::hasContent)
          .toList();
    }
  }

  private static boolean hasContent(Path folder) {
    try (var files = Files.list(folder)) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
