package dev.prunella.refs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names something in the lake: a namespace, or a relation (a table or a view: the two share one
 * space of names).
 *
 * @param path namespace levels first, the own name last; never empty
 */
public record EntryKey(Kind kind, List<String> path) implements Comparable<EntryKey> {

  /** Namespaces and relations do not compete for names. */
  public enum Kind {
    NAMESPACE,
    RELATION
  }

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$-]+");

  private static final Comparator<List<String>> BY_LEVEL =
      (a, b) -> Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));

  public EntryKey {
    path = List.copyOf(path);
    if (path.isEmpty() || path.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a name has at least one level, and no level is empty");
    }
    if (path.stream().flatMapToInt(String::codePoints).anyMatch(EntryKey::isHalf)) {
      throw new IllegalArgumentException("a name holds half a character (an unpaired surrogate)");
    }
  }

  /** UTF-8 has no form for it: two such names would become one in the store. */
  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  public static EntryKey namespace(List<String> levels) {
    return new EntryKey(Kind.NAMESPACE, levels);
  }

  public static EntryKey namespace(String... levels) {
    return namespace(List.of(levels));
  }

  public static EntryKey relation(List<String> namespace, String name) {
    var path = new ArrayList<>(namespace);
    path.add(name);
    return new EntryKey(Kind.RELATION, path);
  }

  /** A relation by its levels, for instance {@code relation("sales", "orders")}. */
  public static EntryKey relation(String... path) {
    return new EntryKey(Kind.RELATION, List.of(path));
  }

  /** The levels above the own name; empty at the root. */
  public List<String> parent() {
    return path.subList(0, path.size() - 1);
  }

  public String name() {
    return path.getLast();
  }

  /** Whether this stands directly or deeper inside the namespace. */
  public boolean isInside(List<String> namespace) {
    return path.size() > namespace.size() && path.subList(0, namespace.size()).equals(namespace);
  }

  @Override
  public int compareTo(EntryKey other) {
    int c = kind.compareTo(other.kind);
    return c != 0 ? c : BY_LEVEL.compare(path, other.path);
  }

  /** For people: {@code sales.orders}; a level that itself holds a dot or a quote is quoted. */
  @Override
  public String toString() {
    return path.stream()
        .map(p -> PLAIN.matcher(p).matches() ? p : '"' + p.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining("."));
  }
}
