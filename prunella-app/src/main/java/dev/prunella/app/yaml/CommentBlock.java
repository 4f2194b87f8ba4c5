package dev.prunella.app.yaml;

import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The settings in the comments at the top of a program: lines such as {@code -- key: value} up to
 * the first that is no comment. They are given as YAML would give them, so that one check serves
 * both. Only a small word before the colon makes a setting; other comments are prose.
 */
public final class CommentBlock {
  private static final Pattern SETTING = Pattern.compile("([A-Za-z][A-Za-z_]*)\\s*:(?:\\s+(.*)|)");
  private static final int[] NOTHING = {};

  /** Words with which other tools are addressed in the same way. */
  private static final Set<String> OTHER_TOOLS =
      Set.of(
          "coding",
          "fmt",
          "isort",
          "mypy",
          "noqa",
          "nosec",
          "pylint",
          "pyright",
          "ruff",
          "sqlfluff",
          "type",
          "vim");

  private CommentBlock() {}

  /**
   * Reads and checks the block.
   *
   * @param sign what begins a comment: {@code --} or {@code #}
   */
  public static Fields read(String text, String sign, Shape.Mapping shape, Problems.Of problems) {
    var settings = new ArrayList<NodeTuple>();
    int number = 0;
    boolean begun = false;
    for (var line : (Iterable<String>) text.lines()::iterator) {
      number++;
      var plain = line.strip();
      boolean shebang = number == 1 && plain.startsWith("#!");
      if (shebang || (plain.isEmpty() && !begun)) {
        continue;
      }
      if (!plain.startsWith(sign)) {
        break;
      }
      begun = true;
      var setting = SETTING.matcher(plain.substring(sign.length()).strip());
      if (setting.matches() && isMeant(setting.group(1), shape)) {
        var value = setting.group(2) == null ? "" : setting.group(2).strip();
        settings.add(tuple(number, setting.group(1), value, shape));
      }
    }
    var node = new MappingNode(Tag.MAP, true, settings, mark(1), mark(1), FlowStyle.BLOCK);
    ShapeCheck.check(node, shape, problems);
    return Fields.of(node);
  }

  /** A word in small letters is a setting; 'Note: ...' is prose unless it resembles one. */
  private static boolean isMeant(String word, Shape.Mapping shape) {
    return (word.equals(word.toLowerCase(Locale.ROOT)) && !OTHER_TOOLS.contains(word))
        || DidYouMean.among(shape.names(), word).isPresent();
  }

  private static NodeTuple tuple(int line, String key, String value, Shape.Mapping shape) {
    var kind =
        shape.keys().stream().filter(k -> k.name().equals(key)).map(Shape.Key::shape).findFirst();
    return new NodeTuple(
        scalar(line, key, true),
        kind.map(s -> value(line, value, s)).orElse(scalar(line, value, true)));
  }

  private static Node value(int line, String value, Shape shape) {
    if (value.isEmpty()) {
      return scalar(line, value, true);
    }
    return switch (shape) {
      case Shape.Flag _, Shape.Whole _ -> scalar(line, value, true);
      case Shape.Either either
          when either.choices().stream().anyMatch(Shape.Many.class::isInstance) ->
          list(line, value);
      default -> scalar(line, value, false);
    };
  }

  private static Node list(int line, String value) {
    List<Node> parts =
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(part -> (Node) scalar(line, part, false))
            .toList();
    return new SequenceNode(Tag.SEQ, true, parts, mark(line), mark(line), FlowStyle.FLOW);
  }

  private static ScalarNode scalar(int line, String value, boolean plain) {
    return new ScalarNode(
        Tag.STR,
        value,
        mark(line),
        mark(line),
        plain ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
  }

  private static Mark mark(int line) {
    return new Mark("", 0, line - 1, 0, NOTHING, 0);
  }
}
