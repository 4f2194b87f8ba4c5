package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Parameter.Holds;
import dev.prunella.local.duckdb.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What is unusual and right: nothing of it may be 'healed'. */
final class LifeKinds {
  private static final Parameter.Amount BUSY =
      Wanted.share("how many rows more, as a share of the week before's", 1, 0.3, 0.5);
  private static final Parameter.Amount QUIET =
      Wanted.share("how many rows fewer, as a share of the day's", 1, 0.15, 0.25);
  private static final Parameter.Amount RISE = Wanted.factor(1.03, 1.05);
  private static final Parameter.Amount LARGE = Wanted.factor(3, 5);
  private static final Parameter.Amount ALIKE =
      Wanted.share("the share of the rows that are there once more", 1, 0.01, 0.02);

  private LifeKinds() {}

  static List<Kind> all() {
    return List.of(
        kind(
            "busy-day",
            "half as many rows again, as on a day of sales",
            List.of(BUSY),
            LifeKinds::busy),
        kind("quiet-day", "fewer rows than usual", List.of(QUIET), LifeKinds::quiet),
        kind(
            "new-category",
            "a value that was never there, in a few rows",
            List.of(Wanted.column(Holds.TEXTS)),
            LifeKinds::newCategory),
        kind(
            "price-rise",
            "a number rises by a few percent, for good",
            List.of(Wanted.column(Holds.NUMBERS), RISE),
            LifeKinds::rise),
        kind(
            "large-order",
            "one row is much larger than usual, and real",
            List.of(Wanted.column(Holds.NUMBERS), LARGE),
            LifeKinds::large),
        kind(
            "natural-duplicates",
            "a few rows are alike, and all real",
            List.of(ALIKE),
            LifeKinds::alike),
        kind(
            "accents",
            "letters beyond ASCII, which were always possible",
            List.of(Wanted.column(Holds.TEXTS)),
            LifeKinds::accents));
  }

  private static Kind kind(
      String name, String says, List<Parameter> parameters, Place.Making making) {
    return new Kind(
        name, Layer.LIFE, Failure.NONE, says, About.FEED, parameters, true, making.maker());
  }

  private static Fault busy(Place place) {
    double share = place.number(BUSY);
    // Rows of the week before, redated and with keys of their own, are as real as any.
    int from = place.from();
    return RowFault.at(
        place,
        Math.round(100 * share) + " % more rows",
        (stage, tick, rows) -> {
          var more = stage.world().good(place.feed(), from + tick - 7);
          return Place.both(
              rows, Place.only(redated(stage, place, rows, more), "n <= total * " + share));
        });
  }

  /** Rows of the week before as if they had come with a day's. */
  private static String redated(Stage stage, Place place, String day, String rows)
      throws SQLException {
    var replaced = new ArrayList<String>();
    for (var column : place.columns()) {
      if (column.isTime()) {
        replaced.add(
            "CAST("
                + column.quoted()
                + " + INTERVAL 7 DAY AS "
                + column.type()
                + ") AS "
                + column.quoted());
      }
    }
    for (var key : place.feed().fresh()) {
      var name = stage.world().names().column(key);
      for (var column : place.columns()) {
        if (column.name().equals(name) && column.isNumber()) {
          // Counted on from the day's last; the days' numbers have room for as many again.
          replaced.add(
              "CAST(%1$s - (SELECT min(%1$s) FROM %2$s t) + (SELECT max(%1$s) FROM %3$s t) + 1 AS %4$s) AS %1$s"
                  .formatted(column.quoted(), rows, day, column.type()));
        }
        if (column.name().equals(name) && column.isText()) {
          replaced.add(
              "CASE WHEN length("
                  + column.quoted()
                  + ") = 36 THEN CAST(CAST(md5("
                  + column.quoted()
                  + ") AS UUID) AS VARCHAR) ELSE translate("
                  + column.quoted()
                  + ", '0123456789', '5678901234') END AS "
                  + column.quoted());
        }
      }
    }
    return replaced.isEmpty()
        ? rows
        : "(SELECT * REPLACE (" + String.join(", ", replaced) + ") FROM " + rows + " t)";
  }

  private static Fault quiet(Place place) {
    double share = place.number(QUIET);
    long salt = place.salt();
    return RowFault.at(
        place,
        Math.round(100 * share) + " % fewer rows",
        (_, _, rows) ->
            Place.only(rows, "hash(n, " + salt + ") % 1000 >= " + Math.round(1000 * share)));
  }

  private static Fault newCategory(Place place) throws SQLException {
    var column = place.category();
    var model = place.values(column, 1).getFirst();
    return RowFault.at(
        place,
        "a new value in " + column.name(),
        (_, _, rows) ->
            Place.numbered(rows, column, Sql.literal("New " + model.charAt(0)), "n % 40 = 7"));
  }

  private static Fault rise(Place place) throws SQLException {
    var column = place.number();
    double factor = place.number(RISE);
    // Whoever raises prices names them in cents, as before.
    int decimals = place.decimals(column);
    return RowFault.at(
        place,
        column.name() + " risen by " + Math.round(100 * (factor - 1)) + " %",
        (_, _, rows) -> Place.with(rows, column, Place.times(column, factor, decimals)));
  }

  private static Fault large(Place place) {
    var column = place.number();
    double factor = place.number(LARGE);
    return RowFault.at(
        place,
        "one row with " + column.name() + " times " + factor,
        (_, _, rows) ->
            Place.numbered(rows, column, Place.times(column, factor), "n = 1 + total / 2"));
  }

  private static Fault accents(Place place) {
    var column = place.text();
    return RowFault.at(
        place,
        "accents in " + column.name(),
        (_, _, rows) -> Place.with(rows, column, "replace(" + column.quoted() + ", 'E', 'É')"));
  }

  private static Fault alike(Place place) {
    double share = place.number(ALIKE);
    return RowFault.at(
        place,
        "a few rows alike",
        (_, _, rows) ->
            Place.both(rows, Place.only(rows, "n <= greatest(1, total * " + share + ")")));
  }
}
