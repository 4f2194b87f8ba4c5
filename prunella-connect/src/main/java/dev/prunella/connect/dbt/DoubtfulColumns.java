package dev.prunella.connect.dbt;

import dev.prunella.connect.dbt.SqlTokens.Kind;
import dev.prunella.connect.dbt.SqlTokens.Token;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Columns, by name, that may be a whole number in PostgreSQL and a decimal here, or the other way
 * round: sums, parts of dates, and what is made from such columns. A model that divides one cannot
 * know whether the fraction is cut. By name alone, over all models of a project: rather too many
 * than one too few.
 */
final class DoubtfulColumns {
  private static final Set<String> FUNCTIONS = Set.of("sum", "extract", "date_part", "sign");

  private DoubtfulColumns() {}

  static Set<String> of(Collection<String> models) {
    var texts = models.stream().map(SqlTokens::of).filter(SqlTokens::balanced).toList();
    // What has no name of its own is called by its function.
    var found = new HashSet<>(FUNCTIONS);
    int before;
    // Bounded: each turn but the last adds one of the names that stand in the texts.
    do {
      before = found.size();
      texts.forEach(text -> add(text, found));
    } while (found.size() > before);
    return Set.copyOf(found);
  }

  private static void add(SqlTokens text, Set<String> found) {
    for (int i = 1; i < text.size(); i++) {
      if (alias(text, i) && doubtful(text, i, found)) {
        found.add(text.at(i).meant());
      }
    }
  }

  /** A name at the end of a part of a select list. */
  private static boolean alias(SqlTokens text, int i) {
    var before = text.at(i - 1);
    if (!text.at(i).name() || text.at(i + 1).is("(") || before.is(".") || before.is("::")) {
      return false;
    }
    var after = text.at(i + 1);
    return before.word("as")
        || ((after.is(",") || after.word("from") || after.is(")") || after.kind() == Kind.NONE)
            && (before.is(")") || before.name()));
  }

  private static boolean doubtful(SqlTokens text, int alias, Set<String> found) {
    for (int i = alias - 1; i >= 0 && !begins(text.at(i)); i--) {
      int open = text.partner(i);
      if (open > i) {
        return false;
      }
      // Into the brackets: what is computed inside them enters the value too.
      for (int inside = Math.max(open, 0); open >= 0 && inside < i; inside++) {
        if (doubtful(text, inside, text.at(inside), found)) {
          return true;
        }
      }
      i = open >= 0 ? open : i;
      if (doubtful(text, i, text.at(i), found)) {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(Token token) {
    return token.is(",") || token.word("select", "distinct", "from", "with", "join");
  }

  private static boolean doubtful(SqlTokens text, int i, Token token, Set<String> found) {
    return token.name()
        && (text.call(i) ? FUNCTIONS.contains(token.lower()) : found.contains(token.meant()));
  }
}
