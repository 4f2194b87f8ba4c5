package dev.prunella.app.heal;

import dev.prunella.app.yaml.Problems;
import dev.prunella.heal.SqlTokens;
import dev.prunella.heal.TextPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What may put right what the parser has found, where it has found it: a comma before the place at
 * which it gave up, or the name that it knows for one that it does not.
 */
final class ParserRepairs {
  /** A parser gives up some words behind the place at which something is missing. */
  private static final int MOST_WORDS_BACK = 6;

  private static final Pattern NAMED =
      Pattern.compile("'(?<typed>[^']+)'.*did you mean '(?<meant>[^']+)'\\?", Pattern.DOTALL);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*");

  private ParserRepairs() {}

  static List<TextPatch> of(Problems.Found problem, String text) {
    int at = offset(text, problem.line(), problem.column());
    return problem.sentence().startsWith("This is not SQL")
        ? commas(problem.file(), text, at)
        : names(problem, text, at);
  }

  private static int offset(String text, int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = text.indexOf('\n', start) + 1;
      if (start == 0) {
        return text.length();
      }
    }
    var rest = text.substring(start);
    int points = Math.min(Math.max(0, column - 1), rest.codePointCount(0, rest.length()));
    return start + rest.offsetByCodePoints(0, points);
  }

  private static List<TextPatch> commas(String path, String text, int at) {
    var before = SqlTokens.of(text).stream().filter(token -> token.end() <= at).toList();
    var patches = new ArrayList<TextPatch>();
    for (var token : before.reversed().stream().limit(MOST_WORDS_BACK).toList()) {
      patches.add(new TextPatch(path, token.end(), 0, ",", "put a comma there"));
    }
    return patches;
  }

  private static List<TextPatch> names(Problems.Found problem, String text, int at) {
    var named = NAMED.matcher(problem.sentence());
    if (!named.find() || !PLAIN.matcher(named.group("meant")).matches()) {
      return List.of();
    }
    var typed = named.group("typed");
    var last = typed.substring(typed.lastIndexOf('.') + 1);
    return SqlTokens.of(text).stream()
        .filter(token -> token.start() >= at && token.text().equalsIgnoreCase(last))
        .findFirst()
        .map(
            token ->
                new TextPatch(
                    problem.file(),
                    token.start(),
                    token.end() - token.start(),
                    named.group("meant"),
                    "take the name that is there"))
        .stream()
        .toList();
  }
}
