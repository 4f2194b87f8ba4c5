package dev.prunella.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The last exception that Python printed.
 *
 * @param exception its line, such as {@code ValueError: no such country}
 * @param line of the innermost frame in the program's own file; empty when there is none
 */
record Traceback(String exception, Optional<Integer> line) {
  private static final Pattern FRAME =
      Pattern.compile("\\s+File \"(.+)\", line (\\d{1,9})(?:, in .*)?");
  private static final Pattern EXCEPTION =
      Pattern.compile("([A-Za-z_][\\w.]*)(?:: .*|:)?", Pattern.DOTALL);
  private static final String HEAD = "Traceback (most recent call last):";

  /** The exception's class, without its module. */
  String type() {
    var name = exception.split(":", 2)[0];
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Finds it among a program's last lines.
   *
   * @param own the names of the program's files, which lie in {@code folder}
   */
  static Optional<Traceback> in(List<String> lines, Path folder, Set<String> own) {
    // Of chained exceptions the last is the one that ended the program.
    for (int end = lines.size() - 1; end > 0; end--) {
      var text = lines.get(end);
      if (EXCEPTION.matcher(text).matches() && isIndented(lines.get(end - 1))) {
        int start = start(lines, end);
        if (start < end) {
          return Optional.of(new Traceback(text, line(lines.subList(start, end), folder, own)));
        }
      }
    }
    return Optional.empty();
  }

  /** Where the indented lines above an exception begin; at the exception when none is a frame. */
  private static int start(List<String> lines, int exception) {
    int first = exception;
    boolean frames = false;
    for (int i = exception - 1; i >= 0 && isIndented(lines.get(i)); i--) {
      frames |= FRAME.matcher(lines.get(i)).matches();
      first = i;
    }
    return frames ? first : exception;
  }

  private static boolean isIndented(String line) {
    return line.startsWith("  ") && !line.equals(HEAD);
  }

  private static Optional<Integer> line(List<String> block, Path folder, Set<String> own) {
    for (var text : block.reversed()) {
      var frame = FRAME.matcher(text);
      if (frame.matches() && isOwn(frame.group(1), folder, own)) {
        return Optional.of(Integer.parseInt(frame.group(2)));
      }
    }
    return Optional.empty();
  }

  private static boolean isOwn(String file, Path folder, Set<String> own) {
    return own.stream()
        .anyMatch(name -> file.equals(name) || file.equals(folder.resolve(name).toString()));
  }
}
