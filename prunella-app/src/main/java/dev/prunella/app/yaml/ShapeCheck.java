package dev.prunella.app.yaml;

import dev.prunella.app.yaml.Scalars.Kind;
import dev.prunella.refs.DidYouMean;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Tells where a value is not of its shape. Depth is bounded by that of the file. */
public final class ShapeCheck {
  private final Problems.Of problems;

  private ShapeCheck(Problems.Of problems) {
    this.problems = problems;
  }

  /** Adds everything that is wrong with the top value of a document. */
  public static void check(Node node, Shape shape, Problems.Of problems) {
    new ShapeCheck(problems).check("", Scalars.line(node), node, shape);
  }

  /**
   * @param line where the value's key stands
   */
  private void check(String where, int line, Node node, Shape shape) {
    var kind = Scalars.kind(node);
    switch (shape) {
      case Shape.Anything _ -> keysOnce(where, node);
      case Shape.Either(var choices) -> either(where, line, node, kind, choices);
      case Shape.Mapping mapping -> {
        if (node instanceof MappingNode given) {
          mapping(where, given, mapping);
        } else {
          mustBe(where, line, kind, shape);
        }
      }
      case Shape.Named(var value) -> {
        if (node instanceof MappingNode given) {
          entries(where, given)
              .forEach(
                  (name, entry) -> check(below(where, name), entry.line(), entry.value(), value));
        } else {
          mustBe(where, line, kind, shape);
        }
      }
      case Shape.Many many -> {
        if (node instanceof SequenceNode given) {
          many(where, line, given, many);
        } else {
          mustBe(where, line, kind, shape);
        }
      }
      default -> scalar(where, line, node, kind, shape);
    }
  }

  private void either(String where, int line, Node node, Kind kind, List<Shape> choices) {
    choices.stream()
        .filter(choice -> takes(choice, kind))
        .findFirst()
        .ifPresentOrElse(
            choice -> check(where, line, node, choice),
            () -> mustBe(where, line, kind, new Shape.Either(choices)));
  }

  private void scalar(String where, int line, Node node, Kind kind, Shape shape) {
    if (!takes(shape, kind)) {
      mustBe(where, line, kind, shape);
      return;
    }
    var value = ((ScalarNode) node).getValue();
    switch (shape) {
      case Shape.Text text -> {
        if (text.form() != null && !value.matches(text.form())) {
          problems.add(line, "'" + where + "' " + text.says());
        }
      }
      case Shape.Choice(var words) -> {
        if (!words.contains(value)) {
          problems.add(
              line,
              "'"
                  + where
                  + "' is "
                  + or(words)
                  + ", not '"
                  + value
                  + "'"
                  + DidYouMean.among(words, value)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse(""));
        }
      }
      case Shape.Whole(var least, var most) -> {
        var number = whole(value);
        if (number.compareTo(BigInteger.valueOf(least)) < 0
            || number.compareTo(BigInteger.valueOf(most)) > 0) {
          problems.add(
              line, "'" + where + "' is a number from " + least + " to " + most + ", not " + value);
        }
      }
      default -> {}
    }
  }

  static BigInteger whole(String value) {
    if (value.startsWith("0o")) {
      return new BigInteger(value.substring(2), 8);
    }
    return value.startsWith("0x")
        ? new BigInteger(value.substring(2), 16)
        : new BigInteger(value.startsWith("+") ? value.substring(1) : value);
  }

  private void many(String where, int line, SequenceNode given, Shape.Many many) {
    int size = given.getValue().size();
    if (size < many.least()) {
      problems.add(line, "'" + where + "' is an empty list; leave it out, or name something");
    } else if (size > many.most()) {
      problems.add(line, "'" + where + "' has " + size + " entries; most are " + many.most());
    }
    for (int i = 0; i < size && i < many.most(); i++) {
      var element = given.getValue().get(i);
      check(where + "[" + i + "]", Scalars.line(element), element, many.element());
    }
  }

  private void mapping(String where, MappingNode given, Shape.Mapping mapping) {
    var entries = entries(where, given);
    for (var key : mapping.keys()) {
      var entry = entries.get(key.name());
      if (entry != null) {
        check(below(where, key.name()), entry.line(), entry.value(), key.shape());
      } else if (key.required()) {
        problems.add(Scalars.line(given), "'" + below(where, key.name()) + "' is missing");
      }
    }
    exactlyOne(where, given, entries, mapping.exactlyOneOf());
    entries.forEach(
        (name, entry) -> {
          if (!mapping.names().contains(name)) {
            problems.add(entry.line(), unknown(below(where, name), name, mapping.names()));
          }
        });
  }

  private void exactlyOne(
      String where, MappingNode given, Map<String, Entry> entries, List<String> of) {
    var named = of.stream().filter(entries::containsKey).toList();
    if (!of.isEmpty() && named.isEmpty()) {
      problems.add(
          Scalars.line(given),
          (where.isEmpty() ? "one" : "'" + where + "' needs one")
              + " of "
              + or(of)
              + (where.isEmpty() ? " is needed" : ""));
    } else if (named.size() > 1) {
      problems.add(
          Scalars.line(given),
          named.stream().map(n -> "'" + below(where, n) + "'").collect(Collectors.joining(" and "))
              + " exclude each other; keep one");
    }
  }

  /** The sentence for a key that is not known. */
  static String unknown(String path, String name, List<String> known) {
    return "unknown key '"
        + path
        + "'"
        + DidYouMean.among(known, name)
            .map(near -> ", did you mean '" + near + "'?")
            .orElse("; known are " + String.join(", ", known));
  }

  private record Entry(int line, Node value) {}

  private Map<String, Entry> entries(String where, MappingNode given) {
    var entries = new LinkedHashMap<String, Entry>();
    for (var tuple : given.getValue()) {
      int line = Scalars.line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(line, "a key must be plain text");
      } else if (entries.putIfAbsent(key.getValue(), new Entry(line, tuple.getValueNode()))
          != null) {
        problems.add(line, "'" + below(where, key.getValue()) + "' is given twice");
      }
    }
    return entries;
  }

  private void keysOnce(String where, Node node) {
    switch (node) {
      case MappingNode mapping ->
          entries(where, mapping).forEach((name, e) -> keysOnce(below(where, name), e.value()));
      case SequenceNode list -> list.getValue().forEach(e -> keysOnce(where, e));
      default -> {}
    }
  }

  private void mustBe(String where, int line, Kind found, Shape shape) {
    var what = where.isEmpty() ? "the file" : "'" + where + "'";
    if (found == Kind.NOTHING && !where.isEmpty()) {
      problems.add(line, what + " has no value; it must be " + says(shape));
    } else if (where.isEmpty()) {
      problems.add(line, what + " must hold " + says(shape));
    } else {
      boolean quotes = shape instanceof Shape.Text && Scalars.isScalar(found);
      problems.add(
          line,
          what
              + " must be "
              + says(shape)
              + ", not "
              + found.says()
              + (quotes ? "; put it in quotes" : ""));
    }
  }

  private static String says(Shape shape) {
    return switch (shape) {
      case Shape.Text _ -> "text";
      case Shape.Choice(var words) -> or(words);
      case Shape.Flag _ -> "true or false";
      case Shape.Whole _ -> "a whole number";
      case Shape.Scalar _ -> "text";
      case Shape.Mapping _, Shape.Named _ -> "'key: value' lines";
      case Shape.Many _ -> "a list";
      case Shape.Either(var choices) ->
          choices.stream().map(ShapeCheck::says).collect(Collectors.joining(", or "));
      case Shape.Anything _ -> "something";
    };
  }

  private static boolean takes(Shape shape, Kind kind) {
    return switch (shape) {
      case Shape.Text _, Shape.Choice _ -> kind == Kind.TEXT;
      case Shape.Flag _ -> kind == Kind.FLAG;
      case Shape.Whole _ -> kind == Kind.WHOLE;
      case Shape.Scalar _ -> Scalars.isScalar(kind);
      case Shape.Mapping _, Shape.Named _ -> kind == Kind.MAPPING;
      case Shape.Many _ -> kind == Kind.LIST;
      case Shape.Either(var choices) -> choices.stream().anyMatch(choice -> takes(choice, kind));
      case Shape.Anything _ -> true;
    };
  }

  private static String or(List<String> words) {
    return words.size() == 1
        ? "'" + words.getFirst() + "'"
        : words.subList(0, words.size() - 1).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(", "))
            + " or '"
            + words.getLast()
            + "'";
  }

  private static String below(String where, String name) {
    return where.isEmpty() ? name : where + "." + name;
  }
}
