package dev.prunella.memory;

import dev.prunella.incident.Signature;
import dev.prunella.refs.Stars;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a note is about: any of the tables that it names in one way or another, and with a signature
 * only failures that say so.
 *
 * @param tables names of tables, in which a star stands for any letters
 * @param sources the same, of tables that are loaded
 * @param steps the same, of tables that are made from others
 * @param systems the same, of hosts that sources load from
 * @param signature words of a failure's text, or its signature or the hash of that
 */
public record Scope(
    List<String> tables,
    List<String> sources,
    List<String> steps,
    List<String> systems,
    Optional<String> signature) {

  /**
   * A table, as a note may name it.
   *
   * @param isLoaded whether it is a source's
   * @param systems the hosts that it is loaded from
   * @param secrets references to those that notes may have sent to where it is loaded from
   */
  public record Site(TableName table, boolean isLoaded, Set<String> systems, Set<String> secrets) {
    public Site {
      systems = Set.copyOf(systems);
      secrets = Set.copyOf(secrets);
    }

    /** One to which no note may have a secret sent. */
    public Site(TableName table, boolean isLoaded, Set<String> systems) {
      this(table, isLoaded, systems, Set.of());
    }

    /** Whether a note sends nothing there, or what it may. */
    boolean mayBeSentBy(Note note) {
      return !(note.use() instanceof Note.Use.SendHeader(var header))
          || secrets.contains(header.secret());
    }
  }

  public Scope {
    tables = List.copyOf(tables);
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
    systems = List.copyOf(systems);
  }

  /** One table, whatever it is. */
  public static Scope of(TableName table) {
    return new Scope(List.of(table.toString()), List.of(), List.of(), List.of(), Optional.empty());
  }

  /** Whether it names a table in any way; a signature alone is about every table. */
  public boolean covers(Site site) {
    if (tables.isEmpty() && sources.isEmpty() && steps.isEmpty() && systems.isEmpty()) {
      return signature.isPresent();
    }
    return matches(tables, site.table())
        || (site.isLoaded() && matches(sources, site.table()))
        || (!site.isLoaded() && matches(steps, site.table()))
        || systems.stream().anyMatch(s -> site.systems().stream().anyMatch(h -> Stars.fit(s, h)));
  }

  /** Whether a failure's text is one of those that it is about. */
  public boolean speaksOf(String failure) {
    return signature
        .map(
            wanted -> {
              var plain = plain(wanted);
              var own = Signature.of(failure);
              var said = within(plain);
              return said.matcher(plain(failure)).find()
                  || said.matcher(plain(own.text())).find()
                  || own.hash().equalsIgnoreCase(plain);
            })
        .orElse(true);
  }

  /**
   * Words may be cut short; of a number, as 503, another one that has its digits says nothing.
   * Letters are compared, and never made small: Java takes minutes for that with some texts of a
   * megabyte.
   */
  private static Pattern within(String wanted) {
    return Pattern.compile(
        (wanted.matches("(?s)[0-9].*") ? "(?<![0-9])(?<![0-9][.,])" : "")
            + Pattern.quote(wanted)
            + (wanted.matches("(?s).*[0-9]") ? "(?![0-9])(?![.,][0-9])" : ""),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static String plain(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  private static boolean matches(List<String> patterns, TableName table) {
    return patterns.stream().anyMatch(p -> Stars.fit(p, table.toString()));
  }

  /** In a few words, for people. */
  public String words() {
    var words = new StringBuilder();
    add(words, "", tables);
    add(words, "source ", sources);
    add(words, "step ", steps);
    add(words, "system ", systems);
    signature.ifPresent(s -> words.append(words.isEmpty() ? "" : ", ").append("'" + s + "'"));
    return words.toString();
  }

  private static void add(StringBuilder words, String kind, List<String> names) {
    names.forEach(n -> words.append(words.isEmpty() ? "" : ", ").append(kind).append(n));
  }
}
