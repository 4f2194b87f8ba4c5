package dev.prunella.local.incidents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Fields of an event, as they are written one after another.
 *
 * @param redacted masks secrets in text that comes from outside
 */
record Writing(ObjectNode json, UnaryOperator<String> redacted) {
  Writing put(String name, String text) {
    json.put(name, text);
    return this;
  }

  Writing put(String name, long number) {
    json.put(name, number);
    return this;
  }

  Writing put(String name, double number) {
    json.put(name, number);
    return this;
  }

  Writing put(String name, boolean is) {
    json.put(name, is);
    return this;
  }

  /** The name of a constant. */
  Writing put(String name, Enum<?> constant) {
    return put(name, constant.name());
  }

  /** Text that comes from outside. */
  Writing masked(String name, String text) {
    return put(name, redacted.apply(text));
  }

  /** Texts that come from outside. */
  Writing masked(String name, List<String> texts) {
    var array = json.putArray(name);
    texts.forEach(text -> array.add(redacted.apply(text)));
    return this;
  }

  Writing within(String name) {
    return new Writing(json.putObject(name), redacted);
  }

  <T> Writing each(String name, List<T> all, BiConsumer<Writing, T> writer) {
    var array = json.putArray(name);
    all.forEach(one -> writer.accept(new Writing(array.addObject(), redacted), one));
    return this;
  }
}
