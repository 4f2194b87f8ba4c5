package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.refs.ObjectId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file as text.
 *
 * @param hash of the bytes as they are kept
 * @param text without a byte order mark; lines end as they do in the file
 */
record FileText(String path, int size, String hash, String text) {
  /** Nobody writes more by hand; a larger file is some other file. */
  static final int MOST_BYTES = 1 << 20;

  /** Reads a file; empty, and a problem, when it is too large or not UTF-8. */
  static Optional<FileText> read(ProjectFiles files, String path, Problems.Of problems)
      throws IOException {
    byte[] bytes = files.read(path, MOST_BYTES);
    if (bytes.length > MOST_BYTES) {
      problems.add(1, "the file is larger than " + MOST_BYTES + " bytes: is it the right one?");
      return Optional.empty();
    }
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(bytes);
    String text;
    try {
      text = decoder.decode(in).toString();
    } catch (CharacterCodingException e) {
      problems.add(lineAt(bytes, in.position()), "the file is not UTF-8 text; save it as UTF-8");
      return Optional.empty();
    }
    if (text.indexOf('\0') >= 0) {
      problems.add(
          lineAt(bytes, text.indexOf('\0')), "the file holds a NUL character: is it text?");
      return Optional.empty();
    }
    return Optional.of(
        new FileText(
            path,
            bytes.length,
            ObjectId.of(bytes).hex(),
            text.startsWith("\ufeff") ? text.substring(1) : text));
  }

  private static int lineAt(byte[] bytes, int position) {
    int line = 1;
    for (int i = 0; i < position && i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }
}
