package dev.prunella.app.mcp;

import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a tool was called with; checked before it is asked for. */
record Arguments(Map<String, Object> values) {

  /** What is wrong with them, in a sentence; empty where nothing is. */
  Optional<String> problem(List<Parameter> parameters) {
    var problems = new ArrayList<String>();
    var names = parameters.stream().map(Parameter::name).toList();
    for (var given : values.entrySet()) {
      var parameter = parameters.stream().filter(p -> p.name().equals(given.getKey())).findFirst();
      if (parameter.isEmpty()) {
        problems.add(
            "there is no argument '"
                + given.getKey()
                + "'"
                + DidYouMean.among(names, given.getKey())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(
                        names.isEmpty()
                            ? "; it takes none"
                            : "; there are " + String.join(", ", names)));
      } else {
        var problem = parameter.get().problem(given.getValue());
        if (!problem.isEmpty()) {
          problems.add(problem);
        }
      }
    }
    parameters.stream()
        .filter(p -> p.required() && !values.containsKey(p.name()))
        .forEach(p -> problems.add("'" + p.name() + "' is missing: " + p.description()));
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }

  String needed(String name) {
    return String.valueOf(values.get(name));
  }

  @Nullable String text(String name) {
    return values.get(name) instanceof String text ? text : null;
  }

  boolean flag(String name, boolean otherwise) {
    return values.get(name) instanceof Boolean flag ? flag : otherwise;
  }

  int number(String name, int otherwise) {
    return values.get(name) instanceof Number number
        ? (int) Math.min(number.longValue(), Integer.MAX_VALUE)
        : otherwise;
  }

  List<String> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
