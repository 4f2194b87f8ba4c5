package dev.prunella.app.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What a YAML value is, by the core schema of YAML 1.2, which editors use: {@code no} is text, and
 * so is {@code 2026-01-01}. The parser's own idea is that of YAML 1.1.
 */
final class Scalars {
  private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  private Scalars() {}

  /** What a value looks like. */
  enum Kind {
    TEXT("text"),
    WHOLE("a number"),
    DECIMAL("a number"),
    FLAG("true or false"),
    NOTHING("nothing"),
    MAPPING("'key: value' lines"),
    LIST("a list");

    private final String says;

    Kind(String says) {
      this.says = says;
    }

    String says() {
      return says;
    }
  }

  static Kind kind(Node node) {
    return switch (node) {
      case MappingNode _ -> Kind.MAPPING;
      case SequenceNode _ -> Kind.LIST;
      case ScalarNode scalar when !scalar.isPlain() -> Kind.TEXT;
      case ScalarNode scalar -> kind(scalar.getValue());
      default -> throw new IllegalStateException("aliases are refused before: " + node.getTag());
    };
  }

  private static Kind kind(String plain) {
    if (NOTHING.matcher(plain).matches()) {
      return Kind.NOTHING;
    }
    if (FLAG.matcher(plain).matches()) {
      return Kind.FLAG;
    }
    if (WHOLE.matcher(plain).matches()) {
      return Kind.WHOLE;
    }
    return DECIMAL.matcher(plain).matches() ? Kind.DECIMAL : Kind.TEXT;
  }

  static boolean isScalar(Kind kind) {
    return switch (kind) {
      case TEXT, WHOLE, DECIMAL, FLAG -> true;
      case NOTHING, MAPPING, LIST -> false;
    };
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
