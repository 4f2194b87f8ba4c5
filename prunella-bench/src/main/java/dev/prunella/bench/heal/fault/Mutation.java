package dev.prunella.bench.heal.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A small wrong change of a model's text, of which there may be several in one text. The comments
 * at its top, which say how it is made, stay as they are.
 */
@FunctionalInterface
interface Mutation {
  /** All texts that the change makes of one. */
  List<String> of(String sql);

  /** One change for each place that a pattern matches. */
  static Mutation each(String pattern, String replacement) {
    var compiled = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    return each(compiled, _ -> replacement);
  }

  /** One change for each place that a pattern matches; groups are those of the match. */
  static Mutation each(Pattern pattern, Function<MatchResult, String> replacement) {
    return sql -> {
      int body = body(sql);
      var head = sql.substring(0, body);
      var text = sql.substring(body);
      var changed = new ArrayList<String>();
      var found = pattern.matcher(text);
      while (found.find()) {
        var instead = expand(replacement.apply(found.toMatchResult()), found.toMatchResult());
        var result =
            head + text.substring(0, found.start()) + instead + text.substring(found.end());
        if (!result.equals(sql)) {
          changed.add(result);
        }
      }
      return changed;
    };
  }

  /** Where the comments at the top end. */
  private static int body(String sql) {
    int at = 0;
    while (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      if (end < 0) {
        return sql.length();
      }
      at = end + 1;
    }
    return at;
  }

  private static String expand(String replacement, MatchResult match) {
    var out = replacement;
    for (int i = match.groupCount(); i >= 1; i--) {
      out = out.replace("$" + i, match.group(i) == null ? "" : match.group(i));
    }
    return out;
  }
}
