package dev.prunella.app.yaml;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a file may be. One declaration, three readers: {@link ShapeCheck} checks a file
 * by it, {@link Fields} is used for what passed, {@link JsonSchema} tells it to editors.
 */
public sealed interface Shape {

  /**
   * Text.
   *
   * @param form a regular expression for the whole of it, in the part that Java and ECMAScript
   *     share; null for any text
   * @param says what the form means, as the end of a sentence: 'is made of ...'
   */
  record Text(@Nullable String form, String says) implements Shape {}

  /** One of some words. */
  record Choice(List<String> words) implements Shape {
    public Choice {
      words = List.copyOf(words);
    }
  }

  /** {@code true} or {@code false}. */
  record Flag() implements Shape {}

  /** A whole number. */
  record Whole(long least, long most) implements Shape {}

  /** Text, a number or a flag, taken as it is written. */
  record Scalar() implements Shape {}

  /**
   * Keys that are known.
   *
   * @param exactlyOneOf keys of which one must be given, and no more; empty for no such rule
   */
  record Mapping(List<Key> keys, List<String> exactlyOneOf) implements Shape {
    public Mapping {
      keys = List.copyOf(keys);
      exactlyOneOf = List.copyOf(exactlyOneOf);
    }

    List<String> names() {
      return keys.stream().map(Key::name).toList();
    }
  }

  /** Values under names that the author chooses. */
  record Named(Shape value) implements Shape {}

  /** A list. */
  record Many(Shape element, int least, int most) implements Shape {}

  /** Either of shapes that look different: text, a mapping, a list. */
  record Either(List<Shape> choices) implements Shape {
    public Either {
      choices = List.copyOf(choices);
    }
  }

  /** Whatever it is; who uses it checks it. */
  record Anything() implements Shape {}

  /**
   * A key of a mapping.
   *
   * @param says for the author: what it is for
   * @param byDefault what holds when it is left out, as it would be written
   */
  record Key(String name, Shape shape, boolean required, String says, @Nullable String byDefault) {}

  static Key needed(String name, Shape shape, String says) {
    return new Key(name, shape, true, says, null);
  }

  static Key key(String name, Shape shape, String says) {
    return new Key(name, shape, false, says, null);
  }

  static Key key(String name, Shape shape, String says, String byDefault) {
    return new Key(name, shape, false, says, byDefault);
  }

  static Mapping mapping(Key... keys) {
    return new Mapping(List.of(keys), List.of());
  }

  static Text text() {
    return new Text(null, "");
  }

  /**
   * Text of a form.
   *
   * @throws java.util.regex.PatternSyntaxException if the form is no regular expression
   */
  static Text text(String form, String says) {
    return new Text(Pattern.compile(form).pattern(), says);
  }

  static Choice choice(String... words) {
    return new Choice(List.of(words));
  }

  static Flag flag() {
    return new Flag();
  }

  static Many listOf(Shape element, int most) {
    return new Many(element, 1, most);
  }

  static Either either(Shape... choices) {
    return new Either(List.of(choices));
  }

  /** One text, or a list of them. */
  static Either texts(int most) {
    return texts(most, text());
  }

  /** The same, each of a form. */
  static Either texts(int most, Text each) {
    return either(each, listOf(each, most));
  }
}
