package dev.prunella.heal;

import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names changed files, so that a yes to them is a yes to no others: nobody can make two alike. */
final class FileNames {
  private FileNames() {}

  /**
   * SHA-256 over paths and texts.
   *
   * @param files paths to their new text; empty for a file that is taken away
   */
  static String of(Map<String, Optional<String>> files) {
    var all = new StringBuilder();
    new TreeMap<>(files)
        .forEach(
            (path, text) ->
                // Lengths first: what stands between two parts cannot be part of either.
                all.append(path.length())
                    .append(' ')
                    .append(path)
                    .append(' ')
                    .append(text.map(String::length).orElse(-1))
                    .append(' ')
                    .append(text.orElse("")));
    return ObjectId.of(all.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }
}
