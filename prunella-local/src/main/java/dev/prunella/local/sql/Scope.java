package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What names mean at a place of a query: DuckDB's rules, as far as the text tells. */
final class Scope {
  /** Catalog, schema, table. */
  private static final int LONGEST_QUALIFIER = 3;

  private static final Set<String> WORDS_WITH_A_VALUE =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp",
          "current_user",
          "session_user",
          "user",
          "current_role",
          "current_catalog",
          "current_schema");

  private final From from;
  private final @Nullable Scope outer;
  private final BiFunction<TableName, String, ColumnName> spelling;

  /** Names that the select list gives, in small letters. */
  private final Map<String, Origin> aliases = new HashMap<>();

  /** In ORDER BY the names of the select list come first, elsewhere those of FROM. */
  private final boolean aliasesFirst;

  Scope(From from, @Nullable Scope outer, BiFunction<TableName, String, ColumnName> spelling) {
    this(from, outer, spelling, false);
  }

  private Scope(
      From from,
      @Nullable Scope outer,
      BiFunction<TableName, String, ColumnName> spelling,
      boolean aliasesFirst) {
    this.from = from;
    this.outer = outer;
    this.spelling = spelling;
    this.aliasesFirst = aliasesFirst;
  }

  Scope withAliasesFirst() {
    var ordered = new Scope(from, outer, spelling, true);
    ordered.aliases.putAll(aliases);
    return ordered;
  }

  /** Names of a lambda hide all others. */
  Scope withLocals(Map<String, Origin> locals) {
    var inner = new Scope(From.NOTHING, this, spelling, true);
    locals.forEach(inner::alias);
    return inner;
  }

  void alias(String name, Origin origin) {
    aliases.putIfAbsent(lower(name), origin);
  }

  From from() {
    return from;
  }

  /** What a dotted name turned out to be. */
  sealed interface Lookup {

    /**
     * One thing.
     *
     * @param name the column's name as its table spells it
     * @param table the table whose own name for the column stands in the text
     * @param part which part of the dotted name is the column
     * @param field whether parts after it reach into it
     * @param rowOf the table whose whole row it is
     */
    record Found(
        String name,
        Origin origin,
        @Nullable TableName table,
        int part,
        boolean field,
        @Nullable TableName rowOf)
        implements Lookup {

      Found(String name, Origin origin, @Nullable TableName table, int part, boolean field) {
        this(name, origin, table, part, field, null);
      }
    }

    /** It may be any of the names there are. */
    record Missing(boolean qualifierUnknown, List<String> candidates) implements Lookup {}

    record Ambiguous(List<String> choices) implements Lookup {}
  }

  /** Looks here, then outwards. */
  Lookup find(List<String> names) {
    List<Lookup.Found> possible = new ArrayList<>();
    List<Lookup.Found> asField = new ArrayList<>();
    // Bounded by the nesting of the query.
    for (Scope scope = this; scope != null; scope = scope.outer) {
      var here = scope.here(names);
      if (here.sure() != null) {
        if (possible.isEmpty()) {
          return here.sure();
        }
        if (here.sure() instanceof Lookup.Found sure) {
          possible.add(sure);
        }
        break;
      }
      possible.addAll(here.possible());
      asField.addAll(here.asField());
    }
    List<Lookup.Found> left = possible.isEmpty() ? asField : possible;
    if (left.size() == 1) {
      return left.getFirst();
    }
    if (left.size() > 1) {
      return undecided(names, left);
    }
    if (names.size() == 1 && WORDS_WITH_A_VALUE.contains(lower(names.getFirst()))) {
      return new Lookup.Found(
          names.getFirst(), new Origin.Known(Kind.COMPUTED, Set.of()), null, 0, false);
    }
    return missing(names);
  }

  private static Lookup.Found undecided(List<String> names, List<Lookup.Found> choices) {
    Set<ColumnName> columns = new LinkedHashSet<>();
    choices.forEach(choice -> columns.addAll(choice.origin().columns()));
    String name = String.join(".", names);
    return new Lookup.Found(
        names.getLast(),
        new Origin.Unknown(
            "'" + name + "' may belong to several tables whose columns are not known", columns),
        null,
        choices.getFirst().part(),
        false);
  }

  private Lookup missing(List<String> names) {
    List<String> columns = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    boolean qualified = false;
    List<String> qualifier = names.subList(0, names.size() - 1);
    for (Scope scope = this; scope != null; scope = scope.outer) {
      for (Source source : scope.from.sources()) {
        sources.add(source.name());
        boolean meant = qualifier.isEmpty() || source.isNamed(qualifier);
        qualified |= meant;
        if (meant) {
          for (Column column : source.columns) {
            if (column instanceof Column.Named named) {
              columns.add(named.name());
            }
          }
        }
      }
      if (qualifier.isEmpty()) {
        columns.addAll(scope.aliases.keySet());
      }
    }
    return qualifier.isEmpty() || qualified
        ? new Lookup.Missing(false, columns)
        : new Lookup.Missing(true, sources);
  }

  /**
   * What a name is in one scope.
   *
   * @param sure what the name certainly is here
   * @param possible what it is if a table with unknown columns has it
   * @param asField the same, for a column whose field a qualified name would then be
   */
  private record Here(
      @Nullable Lookup sure, List<Lookup.Found> possible, List<Lookup.Found> asField) {
    static Here sure(Lookup lookup) {
      return new Here(lookup, List.of(), List.of());
    }
  }

  private Here here(List<String> names) {
    if (aliasesFirst && names.size() == 1) {
      Origin alias = aliases.get(lower(names.getFirst()));
      if (alias != null) {
        return Here.sure(new Lookup.Found(names.getFirst(), alias, null, 0, false));
      }
    }
    boolean qualifierKnown = false;
    for (int k = Math.min(LONGEST_QUALIFIER, names.size() - 1); k >= 1; k--) {
      for (Source source : from.sources()) {
        if (source.isNamed(names.subList(0, k))) {
          qualifierKnown = true;
          var hit = source.find(names.get(k), spelling);
          if (hit != null) {
            return Here.sure(found(hit, k, names));
          }
        }
      }
    }
    return unqualified(names, qualifierKnown);
  }

  private Here unqualified(List<String> names, boolean qualifierKnown) {
    String name = names.getFirst();
    From.Merged merged = from.merged(name);
    if (merged != null) {
      return Here.sure(found(new Source.Hit(merged.name(), merged.origin(), null, true), 0, names));
    }
    List<Lookup.Found> sure = new ArrayList<>();
    List<Lookup.Found> open = new ArrayList<>();
    List<String> choices = new ArrayList<>();
    for (Source source : from.sources()) {
      var hit = source.find(name, spelling);
      if (hit != null) {
        (hit.certain() ? sure : open).add(found(hit, 0, names));
        choices.add(source.name() + "." + name);
      }
    }
    if (!sure.isEmpty()) {
      return Here.sure(sure.size() == 1 ? sure.getFirst() : new Lookup.Ambiguous(choices));
    }
    if (names.size() > 1) {
      Origin local = aliases.get(lower(name));
      if (local != null) {
        return Here.sure(found(new Source.Hit(name, local, null, true), 0, names));
      }
      return new Here(null, List.of(), qualifierKnown ? List.of() : open);
    }
    Origin alias = aliases.get(lower(name));
    var found = alias == null ? wholeRow(name) : new Lookup.Found(name, alias, null, 0, false);
    if (found != null) {
      if (open.isEmpty()) {
        return Here.sure(found);
      }
      open.add(found);
    }
    return new Here(null, open, List.of());
  }

  /** The name of a table used as a value: its row. */
  private Lookup.@Nullable Found wholeRow(String name) {
    for (Source source : from.sources()) {
      if (source.isNamed(List.of(name))) {
        List<Origin> parts = new ArrayList<>();
        for (Column column : source.columns) {
          parts.add(
              switch (column) {
                case Column.Named named -> named.origin();
                case Column.Rest rest -> new Origin.Unknown(rest.why(), Set.of());
              });
        }
        return new Lookup.Found(
            name, Origin.made(Kind.COMPUTED, parts), null, 0, false, source.base);
      }
    }
    return null;
  }

  private static Lookup.Found found(Source.Hit hit, int part, List<String> names) {
    boolean field = part + 1 < names.size();
    return new Lookup.Found(
        field ? names.getLast() : hit.name(),
        field ? Origin.made(Kind.COMPUTED, List.of(hit.origin())) : hit.origin(),
        hit.table(),
        part,
        field);
  }
}
