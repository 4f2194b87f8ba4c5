package dev.prunella.app.project;

import dev.prunella.refs.DidYouMean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The fields of one mapping of a YAML file, with their lines. */
final class Fields {
  private record Field(int line, Node value) {}

  private final String where;
  private final Problems problems;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private Fields(String where, Problems problems) {
    this.where = where.isEmpty() ? "" : where + ".";
    this.problems = problems;
  }

  static Fields of(@Nullable Node node, String where, Problems problems) {
    var fields = new Fields(where, problems);
    switch (node) {
      case null -> problems.add(1, "the file is empty");
      case MappingNode mapping -> fields.readAll(mapping);
      default ->
          problems.add(
              line(node),
              (where.isEmpty() ? "the file" : "'" + where + "'") + " must hold 'key: value' lines");
    }
    return fields;
  }

  private void readAll(MappingNode mapping) {
    for (var tuple : mapping.getValue()) {
      int line = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(line, "a key must be plain text");
      } else if (fields.putIfAbsent(key.getValue(), new Field(line, tuple.getValueNode()))
          != null) {
        problems.add(line, "'" + where + key.getValue() + "' is given twice");
      }
    }
  }

  Set<String> names() {
    return fields.keySet();
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  int line(String name) {
    var field = fields.get(name);
    return field == null ? 1 : field.line();
  }

  Optional<Node> node(String name) {
    return Optional.ofNullable(fields.get(name)).map(Field::value);
  }

  /** The text of a field; something else than text is a problem. */
  Optional<String> text(String name) {
    var node = node(name);
    if (node.isPresent() && !(node.get() instanceof ScalarNode)) {
      problems.add(line(name), "'" + where + name + "' must be plain text");
      return Optional.empty();
    }
    return node.map(n -> ((ScalarNode) n).getValue());
  }

  void refuseOthers(List<String> known) {
    fields.forEach(
        (name, field) -> {
          if (!known.contains(name)) {
            problems.add(
                field.line(),
                "unknown key '"
                    + where
                    + name
                    + "'"
                    + DidYouMean.among(known, name)
                        .map(near -> ", did you mean '" + near + "'?")
                        .orElse("; known are " + String.join(", ", known)));
          }
        });
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
