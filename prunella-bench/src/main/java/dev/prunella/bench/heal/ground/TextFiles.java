package dev.prunella.bench.heal.ground;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which files of a folder people have written. */
final class TextFiles {
  private TextFiles() {}

  /** All files below a folder, in order of path. Links are not followed. */
  static List<Path> below(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** A file's text; empty when it is not text in UTF-8. */
  static Optional<String> text(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty(); // the answer, and no failure
    }
  }
}
