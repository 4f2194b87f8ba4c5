package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.sql.Expressions.Place;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code *} and {@code t.*} with EXCLUDE, REPLACE and RENAME. */
final class Stars {
  private static final Set<String> LISTS =
      Set.of("exclude_list", "qualified_exclude_list", "replace_list", "rename_list");

  private final Reading reading;
  private final Expressions expressions;

  Stars(Reading reading, Expressions expressions) {
    this.reading = reading;
    this.expressions = expressions;
  }

  static boolean isPlain(JsonNode item) {
    return item.path("class").asText().equals("STAR") && !item.has("expr");
  }

  /** What a star leaves out and changes; keys are in small letters. */
  private record Changes(
      Set<String> excluded,
      Set<String> excludedOfTable,
      Map<String, Column.Named> replaced,
      Map<String, String> renamed) {

    boolean excludes(Source source, String column) {
      return excluded.contains(lower(column))
          || excludedOfTable.contains(lower(source.name() + "." + column));
    }
  }

  List<Column> expand(JsonNode star, Place place) {
    From from = place.scope().from();
    List<Source> sources = from.sources();
    String relation = star.path("relation_name").asText();
    boolean qualified = !relation.isEmpty();
    if (qualified) {
      sources = sources.stream().filter(source -> source.isNamed(List.of(relation))).toList();
      if (sources.isEmpty()) {
        return List.of(ofStructOrOuter(star, relation, place));
      }
    }
    note(star, sources);
    Changes changes = changes(star, place);
    List<Column> columns = new ArrayList<>();
    Set<From.Merged> emitted = new HashSet<>();
    Set<String> replacedSeen = new HashSet<>();
    Column.@Nullable Rest open = null;
    for (Source source : sources) {
      for (Column column : source.columns) {
        switch (column) {
          case Column.Named named -> {
            From.Merged merged = qualified ? null : from.hiding(source, named.name());
            if ((merged == null && changes.excludes(source, named.name()))
                || changes.excluded().contains(lower(named.name()))
                || (merged != null && !emitted.add(merged))) {
              continue;
            }
            replacedSeen.add(lower(named.name()));
            columns.add(
                changed(
                    merged == null ? named : new Column.Named(merged.name(), merged.origin()),
                    changes));
          }
          case Column.Rest rest -> {
            Set<String> gone = new HashSet<>(changes.excluded());
            gone.addAll(changes.replaced().keySet());
            gone.addAll(changes.renamed().keySet());
            from.merged().forEach(merged -> gone.add(lower(merged.name())));
            open = rest;
            columns.add(rest.except(qualified ? withoutMerged(gone, from) : gone));
          }
        }
      }
    }
    if (open != null) {
      addFromOpen(
          columns, open, sources, changes, replacedSeen, qualified ? From.NOTHING : from, emitted);
    } else {
      check(star, sources, changes);
    }
    return columns;
  }

  private static Set<String> withoutMerged(Set<String> names, From from) {
    Set<String> left = new HashSet<>(names);
    from.merged().forEach(merged -> left.remove(lower(merged.name())));
    return left;
  }

  /** Columns that are named here and hide in a table whose columns are not known. */
  private void addFromOpen(
      List<Column> columns,
      Column.Rest open,
      List<Source> sources,
      Changes changes,
      Set<String> seen,
      From from,
      Set<From.Merged> emitted) {
    for (From.Merged merged : from.merged()) {
      boolean excluded = changes.excluded().contains(lower(merged.name()));
      if (!excluded && emitted.add(merged) && seen.add(lower(merged.name()))) {
        columns.add(changed(new Column.Named(merged.name(), merged.origin()), changes));
      }
    }
    changes
        .replaced()
        .forEach(
            (key, named) -> {
              if (seen.add(key)) {
                columns.add(named);
              }
            });
    changes
        .renamed()
        .forEach(
            (key, name) -> {
              if (seen.add(key)) {
                Origin origin =
                    sources.size() == 1 && open.exact()
                        ? Origin.column(reading.column(open.tables().getFirst(), key))
                        : new Origin.Unknown(open.why(), Set.of());
                columns.add(new Column.Named(name, origin));
              }
            });
  }

  private static Column.Named changed(Column.Named column, Changes changes) {
    String key = lower(column.name());
    Column.Named replacement = changes.replaced().get(key);
    if (replacement != null) {
      return replacement;
    }
    String name = changes.renamed().get(key);
    return name == null ? column : new Column.Named(name, column.origin());
  }

  private Changes changes(JsonNode star, Place place) {
    Set<String> excluded = new HashSet<>();
    star.path("exclude_list").forEach(name -> excluded.add(lower(name.asText())));
    Set<String> ofTable = new HashSet<>();
    for (JsonNode name : star.path("qualified_exclude_list")) {
      String table = name.path("table").asText();
      String column = name.path("column").asText();
      if (table.isEmpty()) {
        excluded.add(lower(column));
      } else {
        ofTable.add(lower(table + "." + column));
      }
    }
    Map<String, Column.Named> replaced = new LinkedHashMap<>();
    for (JsonNode entry : star.path("replace_list")) {
      String name = entry.path("key").asText();
      replaced.put(lower(name), new Column.Named(name, expressions.of(entry.path("value"), place)));
    }
    Map<String, String> renamed = new LinkedHashMap<>();
    for (JsonNode entry : star.path("rename_list")) {
      renamed.put(lower(entry.path("key").path("column").asText()), entry.path("value").asText());
    }
    return new Changes(excluded, ofTable, replaced, renamed);
  }

  /** A column that is named in a list of the star and is not there is a mistake. */
  private void check(JsonNode star, List<Source> sources, Changes changes) {
    Set<String> there = new HashSet<>();
    List<String> spelled = new ArrayList<>();
    for (Source source : sources) {
      for (Column column : source.columns) {
        if (column instanceof Column.Named named) {
          there.add(lower(named.name()));
          spelled.add(named.name());
        }
      }
    }
    Set<String> named = new HashSet<>(changes.excluded());
    named.addAll(changes.replaced().keySet());
    named.addAll(changes.renamed().keySet());
    named.removeAll(there);
    for (String name : named) {
      reading.problem(
          SqlProblem.Kind.UNKNOWN_COLUMN,
          "unknown column '" + name + "' in the lists of a star",
          reading.at(star),
          DidYouMean.among(spelled, name));
    }
  }

  private Column.Rest ofStructOrOuter(JsonNode star, String relation, Place place) {
    if (!(place.scope().find(List.of(relation)) instanceof Scope.Lookup.Found)) {
      reading.problem(
          SqlProblem.Kind.UNKNOWN_ALIAS,
          "unknown table or alias '" + relation + "' in '" + relation + ".*'",
          reading.at(star),
          DidYouMean.among(
              place.scope().from().sources().stream().map(Source::name).toList(), relation));
    }
    return Column.Rest.vague(List.of(), "the fields of '" + relation + "' are not known");
  }

  private void note(JsonNode star, List<Source> sources) {
    boolean listed = LISTS.stream().anyMatch(star::has);
    var end = reading.tree.end(star);
    for (Source source : sources) {
      if (source.base == null) {
        continue;
      }
      if (listed || end.isEmpty()) {
        reading.uses.fixed.add(
            new Uses.Fixed(
                source.base,
                "",
                reading.at(star),
                listed ? "a star with lists brings it out" : "an unwritten star brings it out"));
      } else {
        reading.uses.stars.add(new Uses.Star(source.base, end.getAsInt(), sources.size() == 1));
      }
    }
  }
}
