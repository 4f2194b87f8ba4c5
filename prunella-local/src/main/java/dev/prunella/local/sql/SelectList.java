package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.sql.Expressions.Place;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The columns that a select list gives. */
final class SelectList {
  private final Reading reading;
  private final Expressions expressions;
  private final Stars stars;

  SelectList(Reading reading, Expressions expressions) {
    this.reading = reading;
    this.expressions = expressions;
    this.stars = new Stars(reading, expressions);
  }

  List<Column> read(JsonNode items, Place place) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode item : items) {
      if (Stars.isPlain(item)) {
        columns.addAll(stars.expand(item, place));
      } else if (makesSeveral(item)) {
        expressions.of(item, place);
        columns.add(
            Column.Rest.vague(
                tables(place), "how many columns '" + label(item) + "' becomes is not known"));
      } else {
        columns.add(named(item, place));
      }
    }
    return columns;
  }

  private Column.Named named(JsonNode item, Place place) {
    String alias = item.path("alias").asText();
    boolean reference = item.path("class").asText().equals("COLUMN_REF");
    Origin origin =
        reference
            ? expressions.column(item, place.scope(), alias.isEmpty())
            : expressions.of(item, place);
    if (!alias.isEmpty()) {
      place.scope().alias(alias, origin);
      return new Column.Named(alias, origin);
    }
    return new Column.Named(reference ? spelled(item, place) : label(item), origin);
  }

  private String spelled(JsonNode item, Place place) {
    List<String> names = FromReader.strings(item.path("column_names"));
    return place.scope().find(names) instanceof Scope.Lookup.Found found
        ? found.name()
        : names.getLast();
  }

  private String label(JsonNode item) {
    return Optional.ofNullable(reading.names.get(item)).orElse("COLUMNS");
  }

  private static List<TableName> tables(Place place) {
    List<Column> all = new ArrayList<>();
    place.scope().from().sources().forEach(source -> all.addAll(source.columns));
    return Column.tablesOf(all);
  }

  /** A star in an expression makes one column of each; so does unnesting a struct. */
  private static boolean makesSeveral(JsonNode item) {
    if (item.path("class").asText().equals("FUNCTION")
        && lower(item.path("function_name").asText()).equals("unnest")) {
      JsonNode argument = item.path("arguments").path(0).path("expression");
      String list = lower(argument.path("function_name").asText());
      boolean surelyList = Set.of("list_value", "range", "generate_series").contains(list);
      return !surelyList && item.path("alias").asText().isEmpty();
    }
    return holdsStar(item);
  }

  private static boolean holdsStar(JsonNode node) {
    String type = node.path("type").asText();
    if (type.equals("STAR")) {
      return true;
    }
    if (type.equals("OPERATOR_UNPACK") || type.equals("SUBQUERY")) {
      return false;
    }
    for (JsonNode child : node) {
      if (child.isContainerNode() && holdsStar(child)) {
        return true;
      }
    }
    return false;
  }
}
