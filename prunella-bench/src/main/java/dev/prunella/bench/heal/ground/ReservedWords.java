package dev.prunella.bench.heal.ground;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Words that say what a project's contracts and sources mean, such as {@code kind} in {@code kind:
 * DataContract}. Names are changed as whole words wherever they stand, so none may be one of these.
 */
final class ReservedWords {
  /** Keys whose values are of a contract's or a source's own language, too. */
  private static final Set<String> WORDS =
      Set.of("kind", "status", "logicalType", "physicalType", "type", "role", "property", "format");

  /** Under this key of a source columns are the keys, and their types the values. */
  private static final String COLUMNS = "columns";

  private final Map<String, String> found = new TreeMap<>();

  private ReservedWords() {}

  /** The words, each with the file and line of one place. */
  static Map<String, String> of(Path project) throws IOException {
    var words = new ReservedWords();
    for (var folder : new String[] {"contracts", "sources"}) {
      var files = project.resolve(folder);
      if (!Files.isDirectory(files)) {
        continue;
      }
      for (var file : TextFiles.below(files)) {
        var shown = folder + "/" + file.getFileName();
        if (file.toString().endsWith(".yaml")) {
          // What is no YAML is the project's reader's to tell.
          var text = TextFiles.text(file).orElse("");
          for (var document : YamlText.documents(text, new Problems().in(shown))) {
            words.collect(Fields.of(document), shown);
          }
        }
      }
    }
    return words.found;
  }

  private void collect(Fields fields, String file) {
    for (var key : fields.names()) {
      add(key, file, fields.line(key));
      if (WORDS.contains(key)) {
        fields.textLine(key).ifPresent(value -> add(value.text(), file, value.line()));
      }
      if (key.equals(COLUMNS)) {
        fields.mapping(key).ifPresent(columns -> types(columns, file));
      } else {
        fields.mapping(key).ifPresent(below -> collect(below, file));
        fields.mappings(key).forEach(below -> collect(below, file));
      }
    }
  }

  private void types(Fields columns, String file) {
    for (var column : columns.names()) {
      columns.textLine(column).ifPresent(type -> add(type.text(), file, type.line()));
    }
  }

  private void add(String word, String file, int line) {
    found.putIfAbsent(word, file + ":" + line);
  }
}
