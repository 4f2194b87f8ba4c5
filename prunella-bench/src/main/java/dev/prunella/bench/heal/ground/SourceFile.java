package dev.prunella.bench.heal.ground;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a project's source says of its rows.
 *
 * @param columns types by name, in order
 * @param options how its format is written
 */
record SourceFile(SequencedMap<String, String> columns, Map<String, String> options) {

  /**
   * All sources of a project by table. A file that is no YAML is the project's reader's to tell.
   */
  static Map<String, SourceFile> of(Path project) throws IOException {
    var sources = new LinkedHashMap<String, SourceFile>();
    var folder = project.resolve("sources");
    if (!Files.isDirectory(folder)) {
      return sources;
    }
    for (var file : TextFiles.below(folder)) {
      if (!file.toString().endsWith(".yaml")) {
        continue;
      }
      var text = TextFiles.text(file).orElse("");
      for (var document : YamlText.documents(text, new Problems().in(file.toString()))) {
        var fields = Fields.of(document);
        fields
            .text("source")
            .ifPresent(
                table ->
                    sources.put(
                        table, new SourceFile(texts(fields, "columns"), texts(fields, "options"))));
      }
    }
    return sources;
  }

  private static SequencedMap<String, String> texts(Fields fields, String key) {
    var texts = new LinkedHashMap<String, String>();
    fields
        .mapping(key)
        .ifPresent(
            given ->
                given
                    .names()
                    .forEach(name -> given.text(name).ifPresent(value -> texts.put(name, value))));
    return texts;
  }
}
