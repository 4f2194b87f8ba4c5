package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Changes of the project's code that are wrong; some fail, and some only count wrongly. */
final class CodeKinds {
  private CodeKinds() {}

  static List<Kind> all() {
    return List.of(
        model(
            "missing-comma", "a comma is missing between two columns", Mutation.each(",\\s*$", "")),
        model(
            "typo-keyword",
            "a keyword is misspelt",
            Mutation.each(
                Pattern.compile("\\b(select|from|where|group by)\\b", Pattern.CASE_INSENSITIVE),
                m -> m.group().charAt(0) + m.group().substring(2))),
        model(
            "typo-column",
            "a column is misspelt",
            Mutation.each(
                Pattern.compile(
                    "(?<=[\\s(,.])([a-z_]{4,})(?=\\s*[,)]|\\s+as\\b)", Pattern.CASE_INSENSITIVE),
                m ->
                    m.group().substring(0, m.group().length() - 2)
                        + m.group().substring(m.group().length() - 1))),
        model(
            "typo-table",
            "a table is misspelt",
            Mutation.each(
                Pattern.compile("\\b(from|join) ([a-z_]{4,})", Pattern.CASE_INSENSITIVE),
                m -> m.group(1) + " " + m.group(2).substring(0, m.group(2).length() - 1))),
        model("unclosed", "a parenthesis is not closed", Mutation.each("\\)(?=\\s+as\\b)", "")),
        model(
            "unknown-function",
            "a function is used that the engine does not have",
            Mutation.each("\\b(sum|max|min|coalesce|round)\\(", "$1_v1(")),
        model(
            "inner-join",
            "a left join has become an inner one",
            Mutation.each("\\bleft join\\b", "join")),
        model(
            "wide-join",
            "a join compares too little, and rows multiply",
            Mutation.each("\\bon ([\\w.]+) = ([\\w.]+)", "on $1 >= $2")),
        model(
            "lost-filter",
            "a condition is gone",
            Mutation.each("^\\s+and (?![^\\n]*interval)[^\\n]*$\\n?", "")),
        model("strict-bound", "> stands for >=", Mutation.each(">=", ">")),
        model("wide-bound", "<= stands for <", Mutation.each("<(?![=>])", "<=")),
        model(
            "narrow-cast",
            "an amount is cast to whole numbers",
            Mutation.each("\\bsum\\(([^()]+)\\)", "sum(cast($1 as bigint))")),
        model(
            "bad-cast",
            "a text is cast to a number",
            Mutation.each(
                Pattern.compile(
                    "^(\\s+)([\\w.]*(?:country|origin|name|code|description|store)[\\w.]*)(,?\\s*)$",
                    Pattern.CASE_INSENSITIVE | Pattern.MULTILINE),
                m -> "$1cast($2 as integer) as " + m.group(2).replaceAll(".*\\.", "") + "$3")),
        model("wrong-aggregate", "max stands for sum", Mutation.each("\\bsum\\(", "max(")),
        model(
            "not-distinct",
            "a count counts rows, not things",
            Mutation.each("count\\(distinct ", "count(")),
        model(
            "lost-case",
            "a case is gone",
            Mutation.each("\\bwhen [^\\n]*? then [^\\n]*?(?=\\s+(when|else|end)\\b)", "")),
        model(
            "literal",
            "a literal is spelt otherwise",
            Mutation.each(
                Pattern.compile("'([A-Za-z][A-Za-z%]*)'"), m -> "'" + swapped(m.group(1)) + "'")),
        model(
            "ties",
            "an order does not say which of two comes first",
            Mutation.each("(order by [^,()\\n]+), [^)\\n]+(?=\\))", "$1")),
        model(
            "union-reordered",
            "the columns of a part of a union change places",
            Mutation.each(
                Pattern.compile(
                    "(union all\\s+select\\s+)([^\\n,]+),(\\s*)([^\\n,]+),",
                    Pattern.CASE_INSENSITIVE),
                _ -> "$1$4,$3$2,")),
        model(
            "wrong-sign",
            "a number is not negated any more",
            Mutation.each("(?<=^\\s{0,8})-(?=[A-Za-z])", "")),
        model(
            "wrong-operator",
            "a product has become a sum",
            Mutation.each("(\\w) \\* (?=\\w)", "$1 + ")),
        model(
            "lost-coalesce",
            "a null is not replaced any more",
            Mutation.each("coalesce\\(([\\w.]+), [^()]+\\)", "$1")),
        model(
            "wrong-constant",
            "a constant has another value",
            Mutation.each("(?<=[\\s(*/-])(\\d+)\\.(\\d+)\\b", "$2.$1")),
        model(
            "debug-limit",
            "a limit was left in",
            sql -> List.of(sql.stripTrailing() + "\nlimit 20\n")),
        model(
            "lost-column",
            "a column is not selected any more",
            Mutation.each("^\\s{2,}[a-z_.]+,\\s*$\\n", "")),
        file(
            "broken-yaml",
            "a quote is not closed in prunella.yaml",
            "prunella.yaml",
            t -> t.replaceFirst("(?m)^name: (.*)$", "name: \"$1")),
        kind("deleted-model", "a model's file is gone", About.MODEL, CodeKinds::deleted),
        new Kind(
            "refactored",
            Layer.LIFE,
            Failure.NONE,
            "a model is written otherwise, and means the same",
            About.MODEL,
            Wanted.NOTHING,
            true,
            (plan, stage) ->
                mutated(
                    plan, stage, CodeKinds::wrapped, "written otherwise, with the same meaning,")));
  }

  /** The query as it was, inside another one; its settings stay at the top. */
  private static List<String> wrapped(String model) {
    int begins = start(model);
    return List.of(
        model.substring(0, begins)
            + "select * from (\n"
            + model.substring(begins).stripTrailing()
            + "\n) as rewritten\n");
  }

  /** Where the first line begins that is no comment. */
  private static int start(String model) {
    int at = 0;
    while (model.startsWith("--", at)) {
      at = model.indexOf('\n', at) + 1;
    }
    return at;
  }

  private static String swapped(String text) {
    var first = text.substring(0, 1);
    var other =
        first.equals(first.toUpperCase(Locale.ROOT))
            ? first.toLowerCase(Locale.ROOT)
            : first.toUpperCase(Locale.ROOT);
    return other + text.substring(1);
  }

  private static Kind file(String name, String says, String path, UnaryOperator<String> change) {
    return kind(
        name,
        says,
        About.NOTHING,
        (_, stage) -> {
          var file = stage.world().project().resolve(path);
          var was = Files.readString(file);
          var now = change.apply(was);
          if (was.equals(now)) {
            throw new Unplayable("there is nothing to change in " + path);
          }
          var tables = new TreeSet<>(stage.world().ground().vocabulary().tables().keySet());
          return new CodeFault(file, now, says, tables);
        });
  }

  private static Kind kind(String name, String says, About about, Kind.Maker maker) {
    return new Kind(name, Layer.CODE, Failure.CODE, says, about, Wanted.NOTHING, false, maker);
  }

  private static Kind model(String name, String says, Mutation mutation) {
    return kind(name, says, About.MODEL, (plan, stage) -> mutated(plan, stage, mutation, says));
  }

  private static Fault mutated(Planned plan, Stage stage, Mutation mutation, String says)
      throws IOException {
    var found = new ArrayList<CodeFault>();
    for (var model : stage.models().entrySet()) {
      var table = stage.logical(model.getKey());
      if (plan.at().isPresent() && !plan.at().get().equals(table)) {
        continue;
      }
      for (var text : mutation.of(Files.readString(model.getValue()))) {
        found.add(
            new CodeFault(model.getValue(), text, says + " in " + model.getKey(), Set.of(table)));
      }
    }
    if (found.isEmpty()) {
      throw new Unplayable(
          stage.world().ground().name()
              + " has nothing "
              + plan.at().map(table -> "in its model '" + table + "'").orElse("in its models")
              + " that could be changed so: "
              + says);
    }
    return stage.any(found);
  }

  private static Fault deleted(Planned plan, Stage stage) throws IOException {
    var chosen = stage.model(plan);
    Path file = chosen.getValue();
    var table = stage.logical(chosen.getKey());
    return new Fault() {
      @Override
      public String told() {
        return "the model " + chosen.getKey() + " was deleted";
      }

      @Override
      public Set<String> affects() {
        return Set.of(table);
      }

      @Override
      public void before(Stage on, int tick) throws IOException {
        if (tick == 0) {
          Files.delete(file);
        }
      }

      @Override
      public void mend(Stage on) throws IOException {
        on.world().putRight(file, on.tick());
      }
    };
  }
}
