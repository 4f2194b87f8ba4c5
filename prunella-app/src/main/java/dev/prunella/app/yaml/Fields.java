package dev.prunella.app.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The fields of one mapping, with their lines. What is of another kind than asked for counts as
 * absent: {@link ShapeCheck} has told it already.
 */
public final class Fields {
  private record Field(int line, Node value) {}

  /** A text and where it stands. */
  public record Line(int line, String text) {}

  private final int line;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private Fields(int line) {
    this.line = line;
  }

  /** The fields of a mapping; none for anything else. */
  public static Fields of(Node node) {
    var fields = new Fields(Scalars.line(node));
    if (node instanceof MappingNode mapping) {
      for (var tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          fields.fields.putIfAbsent(
              key.getValue(), new Field(Scalars.line(key), tuple.getValueNode()));
        }
      }
    }
    return fields;
  }

  /** Those of a mapping that is not there. */
  public static Fields none() {
    return new Fields(1);
  }

  /** In the order in which they are written. */
  public Set<String> names() {
    return fields.keySet();
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Where the mapping begins. */
  public int line() {
    return line;
  }

  /** Where a field stands, else where the mapping begins. */
  public int line(String name) {
    var field = fields.get(name);
    return field == null ? line : field.line();
  }

  public Optional<Node> node(String name) {
    return Optional.ofNullable(fields.get(name)).map(Field::value);
  }

  /** A text, number or flag as it is written. */
  public Optional<String> text(String name) {
    return node(name)
        .filter(node -> Scalars.isScalar(Scalars.kind(node)))
        .map(node -> ((ScalarNode) node).getValue());
  }

  /** A text with its line. */
  public Optional<Line> textLine(String name) {
    return text(name).map(text -> new Line(line(name), text));
  }

  public Optional<Boolean> flag(String name) {
    return node(name)
        .filter(node -> Scalars.kind(node) == Scalars.Kind.FLAG)
        .map(node -> ((ScalarNode) node).getValue().equalsIgnoreCase("true"));
  }

  /** A whole number that fits. */
  public OptionalInt whole(String name) {
    return node(name)
        .filter(node -> Scalars.kind(node) == Scalars.Kind.WHOLE)
        .map(node -> ShapeCheck.whole(((ScalarNode) node).getValue()))
        .filter(number -> number.bitLength() < Integer.SIZE)
        .map(number -> OptionalInt.of(number.intValue()))
        .orElse(OptionalInt.empty());
  }

  public Optional<Fields> mapping(String name) {
    return node(name).filter(MappingNode.class::isInstance).map(Fields::of);
  }

  /** A list of texts, or the one text that stands there. */
  public List<Line> texts(String name) {
    var found = new ArrayList<Line>();
    switch (node(name).orElse(null)) {
      case SequenceNode list ->
          list.getValue().stream()
              .filter(element -> Scalars.isScalar(Scalars.kind(element)))
              .map(element -> new Line(Scalars.line(element), ((ScalarNode) element).getValue()))
              .forEach(found::add);
      case null, default -> textLine(name).ifPresent(found::add);
    }
    return found;
  }

  /** The mappings of a list. */
  public List<Fields> mappings(String name) {
    return node(name).stream()
        .filter(SequenceNode.class::isInstance)
        .flatMap(node -> ((SequenceNode) node).getValue().stream())
        .filter(MappingNode.class::isInstance)
        .map(Fields::of)
        .toList();
  }
}
