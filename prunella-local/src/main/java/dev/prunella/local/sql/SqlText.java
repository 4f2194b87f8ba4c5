package dev.prunella.local.sql;

import dev.prunella.pipeline.Position;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.Parameter;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Small changes of SQL text that leave everything else, comments and layout too, as it was. */
public final class SqlText {

  private SqlText() {}

  /**
   * Applies edits together: each place is one in the text as it was given.
   *
   * @throws IllegalArgumentException if two edits touch the same characters or place, or one lies
   *     outside
   */
  public static String apply(String sql, List<Edit> edits) {
    List<Edit> ordered = new ArrayList<>(edits);
    ordered.sort(Comparator.comparingInt(Edit::offset).thenComparingInt(Edit::end));
    var text = new StringBuilder();
    int at = 0;
    int lastOffset = -1;
    for (Edit edit : ordered) {
      if (edit.end() > sql.length()) {
        throw new IllegalArgumentException("an edit lies outside the text");
      }
      if (edit.offset() < at || edit.offset() == lastOffset) {
        throw new IllegalArgumentException(
            "two edits overlap at " + Position.in(sql, edit.offset()));
      }
      text.append(sql, at, edit.offset()).append(edit.replacement());
      at = edit.end();
      lastOffset = edit.offset();
    }
    return text.append(sql, at, sql.length()).toString();
  }

  /**
   * Puts values in the place of parameters.
   *
   * @param facts what {@link SqlReader} says about this very text
   * @param values by name in small letters; more than the text needs are fine
   * @throws IllegalArgumentException if a value is missing, or the facts are of another text
   */
  public static String withValues(String sql, SqlFacts facts, Map<String, SqlLiteral> values) {
    List<Edit> edits = new ArrayList<>();
    for (Parameter parameter : facts.parameters()) {
      SqlLiteral value = values.get(parameter.name());
      if (value == null) {
        throw new IllegalArgumentException(
            "no value for parameter $"
                + parameter.name()
                + " at "
                + parameter.at().getFirst()
                + DidYouMean.among(values.keySet(), parameter.name())
                    .map(name -> ", did you mean $" + name + "?")
                    .orElse(""));
      }
      for (Position at : parameter.at()) {
        edits.add(inPlace(sql, at.offset(), parameter.name(), value));
      }
    }
    return apply(sql, edits);
  }

  private static Edit inPlace(String sql, int at, String name, SqlLiteral value) {
    int end = at + 1 + name.length();
    if (end > sql.length()
        || sql.charAt(at) != '$'
        || !sql.substring(at + 1, end).equalsIgnoreCase(name)) {
      throw new IllegalArgumentException("$" + name + " does not stand where the facts say");
    }
    // A dollar sign ends a number or a symbol before it; the literal's letters would not.
    boolean before = at > 0 && Character.isLetterOrDigit(sql.charAt(at - 1));
    return new Edit(at, end - at, (before ? " " : "") + value);
  }
}
