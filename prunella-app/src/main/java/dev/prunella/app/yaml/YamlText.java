package dev.prunella.app.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** YAML as values with lines. Nothing in it is made into objects, and nothing is repeated. */
public final class YamlText {
  private static final int DEEPEST = 20;
  private static final int MOST_DOCUMENTS = 1_000;

  private YamlText() {}

  /** The documents that hold something; none, and a problem, when the text is no YAML. */
  public static List<Node> documents(String text, Problems.Of problems) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(Math.max(1, text.length()));
    try {
      if (!plain(new Yaml(options).parse(new StringReader(text)), problems)) {
        return List.of();
      }
      var documents = new ArrayList<Node>();
      for (var node : new Yaml(options).composeAll(new StringReader(text))) {
        if (Scalars.kind(node) != Scalars.Kind.NOTHING) {
          documents.add(node);
        }
        if (documents.size() > MOST_DOCUMENTS) {
          problems.add(Scalars.line(node), "a file has at most " + MOST_DOCUMENTS + " documents");
          return List.of();
        }
      }
      return documents;
    } catch (MarkedYAMLException e) {
      var mark = Optional.ofNullable(e.getProblemMark());
      problems.add(mark.map(m -> m.getLine() + 1).orElse(1), sentence(e.getProblem()));
    } catch (YAMLException e) {
      problems.add(1, "this is no YAML: " + e.getMessage());
    }
    return List.of();
  }

  /** Whether it does without what would make one value stand in several places, or become code. */
  private static boolean plain(Iterable<Event> events, Problems.Of problems) {
    boolean plain = true;
    for (var event : events) {
      int line = event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
      if (event instanceof AliasEvent alias) {
        plain = false;
        problems.add(
            line, "'*" + alias.getAnchor() + "' is not followed here; write the value out");
      } else if (tag(event).isPresent()) {
        plain = false;
        problems.add(line, "the tag '" + tag(event).get() + "' has no meaning here; leave it out");
      }
    }
    return plain;
  }

  private static Optional<String> tag(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> Optional.ofNullable(scalar.getTag());
      case CollectionStartEvent start -> Optional.ofNullable(start.getTag());
      default -> Optional.empty();
    };
  }

  private static String sentence(String problem) {
    return problem.contains("'\\t(TAB)'")
        ? "a tab cannot indent YAML; use spaces"
        : "this is no YAML: " + problem;
  }

  /** The value as JSON would write it. */
  public static JsonNode json(Node node) {
    var factory = JsonNodeFactory.instance;
    return switch (node) {
      case MappingNode mapping -> {
        var object = factory.objectNode();
        for (var tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key) {
            object.set(key.getValue(), json(tuple.getValueNode()));
          }
        }
        yield object;
      }
      case SequenceNode list -> {
        var array = factory.arrayNode();
        list.getValue().forEach(element -> array.add(json(element)));
        yield array;
      }
      case ScalarNode scalar -> {
        var value = scalar.getValue();
        yield switch (Scalars.kind(scalar)) {
          case WHOLE -> factory.numberNode(ShapeCheck.whole(value));
          case DECIMAL -> decimal(factory, value);
          case FLAG -> factory.booleanNode(value.equalsIgnoreCase("true"));
          case NOTHING -> factory.nullNode();
          case TEXT, MAPPING, LIST -> factory.textNode(value);
        };
      }
      default -> throw new IllegalStateException("aliases are refused before: " + node.getTag());
    };
  }

  private static JsonNode decimal(JsonNodeFactory factory, String value) {
    return value.chars().anyMatch(c -> c == 'n' || c == 'N')
        ? factory.textNode(value)
        : factory.numberNode(new BigDecimal(value));
  }
}
