package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Parameter.Holds;
import dev.prunella.local.duckdb.Sql;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Columns that are not what they were. */
final class SchemaKinds {
  private static final Parameter.Word RENAMED =
      new Parameter.Word(
          "to", "its name from then on", "one of COLUMN_v2, new_COLUMN, COLUMN_1 by seed");
  private static final Parameter.Word ADDED =
      new Parameter.Word("to", "the new column's name", "promo_code");

  private SchemaKinds() {}

  static List<Kind> all() {
    return List.of(
        decimalComma(),
        schema(
            "column-renamed",
            "a column has another name",
            List.of(Wanted.column(Holds.ANYTHING), RENAMED),
            SchemaKinds::renamed),
        schema("column-added", "there is a further column", List.of(ADDED), SchemaKinds::added),
        schema(
            "column-dropped",
            "a column is missing",
            List.of(Wanted.column(Holds.ANYTHING)),
            SchemaKinds::dropped),
        schema(
            "column-retyped",
            "a number comes with its unit, as text",
            List.of(Wanted.column(Holds.NUMBERS)),
            SchemaKinds::retyped),
        schema(
            "columns-reordered",
            "the columns come in another order",
            Wanted.NOTHING,
            SchemaKinds::reordered));
  }

  private static Kind decimalComma() {
    return new Kind(
        "decimal-comma",
        Layer.SOURCE,
        Failure.DATA,
        "numbers are written with a comma",
        About.TEXTS,
        List.of(Wanted.column(Holds.BROKEN_NUMBERS)),
        false,
        (plan, stage) -> {
          var place = Place.of(stage, plan);
          var column =
              place.column(c -> c.isDecimal() || c.type().equals("DOUBLE"), "of broken numbers");
          if (!place.feed().isText()) {
            throw new Unplayable(place.feed().source() + " is no text");
          }
          return RowFault.of(
              place.feed(),
              column.name() + " with decimal commas",
              (_, _, rows) ->
                  "(SELECT * REPLACE (replace(CAST("
                      + column.quoted()
                      + " AS VARCHAR), '.', ',') AS "
                      + column.quoted()
                      + ") FROM "
                      + rows
                      + " t)");
        });
  }

  private static Kind schema(
      String name, String says, List<Parameter> parameters, Place.Making making) {
    return new Kind(
        name, Layer.SOURCE, Failure.CODE, says, About.FEED, parameters, false, making.maker());
  }

  private static Fault renamed(Place place) {
    var column = place.column(_ -> true, "at all");
    var to =
        place.text(
            "to",
            column.name() + "_v2",
            "new_" + column.name(),
            column.name().toUpperCase(Locale.ROOT) + "_1");
    return RowFault.reshaping(
        place.feed(),
        column.name() + " is named " + to,
        (_, _, rows) ->
            "(SELECT * RENAME ("
                + column.quoted()
                + " AS "
                + Sql.identifier(to)
                + ") FROM "
                + rows
                + " t)");
  }

  private static Fault added(Place place) {
    var to = place.text("to", "promo_code");
    return RowFault.reshaping(
        place.feed(),
        to + " is new",
        (_, _, rows) -> "(SELECT *, 'P1' AS " + Sql.identifier(to) + " FROM " + rows + " t)");
  }

  private static Fault dropped(Place place) {
    var column = place.column(_ -> true, "at all");
    return RowFault.reshaping(
        place.feed(),
        column.name() + " is missing",
        (_, _, rows) -> "(SELECT * EXCLUDE (" + column.quoted() + ") FROM " + rows + " t)");
  }

  private static Fault retyped(Place place) {
    var column = place.number();
    return RowFault.reshaping(
        place.feed(),
        column.name() + " comes as text with a unit",
        (_, _, rows) ->
            "(SELECT * REPLACE (CAST("
                + column.quoted()
                + " AS VARCHAR) || ' EUR' AS "
                + column.quoted()
                + ") FROM "
                + rows
                + " t)");
  }

  private static Fault reordered(Place place) {
    var columns = place.columns().reversed();
    var list = columns.stream().map(Place.Column::quoted).collect(Collectors.joining(", "));
    return RowFault.of(
        place.feed(),
        "columns in another order",
        (_, _, rows) -> "(SELECT " + list + " FROM " + rows + " t)");
  }
}
