package dev.prunella.refs;

import java.util.ArrayList;
import java.util.List;

/**
 * A table's name as SQL and people write it: namespace levels first, the own name last. Two
 * spellings are two names; {@link #matches} compares as SQL does.
 *
 * @param parts never empty, and no part is
 */
public record TableName(List<String> parts) implements Comparable<TableName> {

  public TableName {
    parts = new EntryKey(EntryKey.Kind.RELATION, parts).path();
  }

  public static TableName of(String... parts) {
    return new TableName(List.of(parts));
  }

  /**
   * Reads the dotted form; a part in double quotes may hold dots, and quotes twice.
   *
   * @throws IllegalArgumentException if a part is empty or a quote is not closed
   */
  public static TableName parse(String dotted) {
    var parts = new ArrayList<String>();
    int at = 0;
    // Bounded: each turn moves forward by a part and its dot.
    while (at <= dotted.length()) {
      var part = new StringBuilder();
      at =
          at < dotted.length() && dotted.charAt(at) == '"'
              ? quoted(dotted, at, part)
              : plain(dotted, at, part);
      if (part.isEmpty() || (at < dotted.length() && dotted.charAt(at) != '.')) {
        throw notAName(dotted);
      }
      parts.add(part.toString());
      at++;
    }
    return new TableName(parts);
  }

  private static int plain(String text, int start, StringBuilder into) {
    int dot = text.indexOf('.', start);
    int end = dot < 0 ? text.length() : dot;
    into.append(text, start, end);
    return end;
  }

  private static int quoted(String text, int start, StringBuilder into) {
    for (int at = start + 1; at < text.length(); at++) {
      if (text.charAt(at) != '"') {
        into.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        into.append('"');
        at++;
      } else {
        return at + 1;
      }
    }
    throw notAName(text);
  }

  private static IllegalArgumentException notAName(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a table's name; write namespace.table, with odd parts in \"quotes\"");
  }

  public static TableName of(EntryKey key) {
    return new TableName(key.path());
  }

  /** The levels above the own name; empty at the root. */
  public List<String> namespace() {
    return parts.subList(0, parts.size() - 1);
  }

  /** A table beside this one, as {@code orders__quarantine} is to {@code orders}. */
  public TableName beside(String suffix) {
    return of(EntryKey.relation(namespace(), name() + suffix));
  }

  /** The own name, without its namespace. */
  public String name() {
    return parts.getLast();
  }

  /** The table in the lake. */
  public EntryKey key() {
    return EntryKey.relation(parts.subList(0, parts.size() - 1), parts.getLast());
  }

  /** Whether SQL takes both for the same name: letter case does not count. */
  public boolean matches(TableName other) {
    if (parts.size() != other.parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).equalsIgnoreCase(other.parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(TableName other) {
    // As their keys are ordered, without making any: sorted maps of tables compare all the time.
    int common = Math.min(parts.size(), other.parts.size());
    for (int i = 0; i < common; i++) {
      int c = parts.get(i).compareTo(other.parts.get(i));
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(parts.size(), other.parts.size());
  }

  /** For people, and read back by {@link #parse}: {@code sales.orders}. */
  @Override
  public String toString() {
    return key().toString();
  }
}
