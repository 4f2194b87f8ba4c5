package dev.prunella.bench.heal.fault;

import static dev.prunella.bench.heal.fault.Place.numbered;
import static dev.prunella.bench.heal.fault.Place.times;
import static dev.prunella.bench.heal.fault.Place.where;
import static dev.prunella.bench.heal.fault.Place.with;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Parameter.Holds;
import dev.prunella.local.duckdb.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Values that are wrong under an unchanged schema. */
final class ValueKinds {
  private static final Parameter.Amount UNIT =
      Wanted.factor(100, 1000, 2.2046, 25.4, 0.01, 0.001, 0.4536, 0.03937);
  private static final Parameter.Amount CURRENCY =
      Wanted.factor(1.17, 0.86, 1.27, 0.79, 1.09, 0.92, 1.36);
  private static final Parameter.Amount CENTS = Wanted.factor(100, 0.01);
  private static final Parameter.Amount UNIT_OF_SOME =
      Wanted.factor(100, 1000, 2.2046, 25.4, 0.01, 1.17, 0.86, 1.27);
  private static final Parameter.Amount HALF_A_UNIT = Wanted.factor(100, 2.2046, 0.4536, 1.27);
  private static final Parameter.Amount FAT_FINGER = Wanted.factor(10, 100, 1000);
  private static final Parameter.Amount HOURS =
      Wanted.whole("by", "hours that are added", -24, 24, 1, 2, 5, 8, -2, -5);
  private static final Parameter.Amount NULLS =
      Wanted.share("the share of the rows that lose their value", 1, 0.05, 0.2, 0.5);
  private static final Parameter.Amount KEY_REUSE =
      Wanted.share("the share of the rows that have the key of the row before", 0.5, 0.05, 0.2);
  private static final Parameter.Amount CELLS =
      Wanted.whole("cells", "how many values are wrong, not zeros first", 1, 1000, 1, 2, 3);
  private static final Parameter.Amount LENGTH =
      new Parameter.Amount(
          "length",
          "characters that are left",
          1,
          1000,
          true,
          List.of(),
          "0.3 to 0.8 of the usual length by seed, 2 at least");
  private static final Parameter.Column OTHER =
      new Parameter.Column("other", "the column that it changes places with", Holds.ANYTHING);
  private static final Parameter.Condition WHERE =
      new Parameter.Condition("where", "the rows that change");

  private ValueKinds() {}

  static List<Kind> all() {
    return List.of(
        kind(
            "unit",
            "a number comes in another unit",
            List.of(Wanted.column(Holds.NUMBERS), UNIT),
            ValueKinds::unit),
        kind(
            "currency",
            "amounts come in another currency, near par",
            List.of(Wanted.column(Holds.NUMBERS), CURRENCY),
            place -> scaled(place, place.number(), place.number(CURRENCY))),
        kind(
            "cents",
            "amounts come in cents, or in whole units instead of cents",
            List.of(Wanted.column(Holds.NUMBERS), CENTS),
            place -> scaled(place, place.number(), place.number(CENTS))),
        kind(
            "unit-of-some",
            "a number comes in another unit for one category",
            List.of(Wanted.column(Holds.NUMBERS), UNIT_OF_SOME, WHERE),
            ValueKinds::unitOfSome),
        kind(
            "half-a-unit",
            "half of the rows, by no rule, have a number in another unit",
            List.of(Wanted.column(Holds.NUMBERS), HALF_A_UNIT),
            ValueKinds::halfAUnit),
        kind(
            "sign",
            "a number has the other sign",
            List.of(Wanted.column(Holds.NUMBERS)),
            ValueKinds::sign),
        kind(
            "day-and-month",
            "day and month change places",
            List.of(Wanted.column(Holds.TIMES)),
            ValueKinds::dayMonth),
        kind(
            "hours",
            "times are in another zone",
            List.of(Wanted.column(Holds.TIMESTAMPS), HOURS),
            ValueKinds::hours),
        kind(
            "recode",
            "categories have new codes",
            List.of(Wanted.column(Holds.TEXTS)),
            place -> recode(place, false)),
        kind(
            "permute",
            "categories have each other's codes",
            List.of(Wanted.column(Holds.ANYTHING)),
            place -> recode(place, true)),
        kind(
            "swap",
            "two columns have changed places",
            List.of(Wanted.column(Holds.ANYTHING), OTHER),
            ValueKinds::swap),
        kind(
            "nulls",
            "values are missing",
            List.of(Wanted.column(Holds.ANYTHING), NULLS),
            ValueKinds::nulls),
        kind(
            "truncate",
            "texts are cut off",
            List.of(Wanted.column(Holds.TEXTS), LENGTH),
            ValueKinds::truncate),
        kind(
            "case",
            "texts have lost their capitals",
            List.of(Wanted.column(Holds.TEXTS)),
            ValueKinds::lower),
        kind(
            "mojibake",
            "plain letters look as if they had gone through a wrong encoding",
            List.of(Wanted.column(Holds.TEXTS)),
            ValueKinds::mojibake),
        kind(
            "padding",
            "keys have got spaces",
            List.of(Wanted.column(Holds.TEXTS)),
            ValueKinds::padding),
        kind(
            "fat-finger",
            "a few numbers have a digit too many",
            List.of(Wanted.column(Holds.NUMBERS), FAT_FINGER, CELLS),
            ValueKinds::fatFinger),
        kind(
            "key-reuse",
            "rows have the keys of others",
            List.of(Wanted.column(Holds.ANYTHING), KEY_REUSE),
            ValueKinds::keyReuse));
  }

  private static Kind kind(
      String name, String says, List<Parameter> parameters, Place.Making making) {
    return new Kind(
        name, Layer.VALUES, Failure.DATA, says, About.FEED, parameters, false, making.maker());
  }

  private static Fault unit(Place place) {
    return scaled(place, place.number(), place.number(UNIT));
  }

  private static Fault scaled(Place place, Place.Column column, double factor) {
    return RowFault.at(
        place,
        column.name() + " times " + factor,
        (_, _, rows) -> with(rows, column, times(column, factor)));
  }

  private static Fault unitOfSome(Place place) throws SQLException {
    var column = place.number();
    double factor = place.number(UNIT_OF_SOME);
    var within = place.within();
    return RowFault.at(
        place,
        column.name() + " times " + factor + " where " + within.words(),
        (_, _, rows) -> where(rows, column, times(column, factor), within.condition()));
  }

  private static Fault halfAUnit(Place place) {
    var column = place.number();
    double factor = place.number(HALF_A_UNIT);
    long salt = place.salt();
    return RowFault.at(
        place,
        column.name() + " times " + factor + " in half of the rows",
        (_, _, rows) ->
            numbered(rows, column, times(column, factor), "hash(n, " + salt + ") % 2 = 0"));
  }

  private static Fault sign(Place place) {
    var column = place.number();
    // Not by times(), which rounds: a sign can be taken back to the very number.
    return RowFault.at(
        place,
        column.name() + " negated",
        (_, _, rows) -> with(rows, column, "-" + column.quoted()));
  }

  private static Fault dayMonth(Place place) throws SQLException {
    var column = place.time();
    var format = column.type().equals("DATE") ? "%Y-%d-%m" : "%Y-%d-%m %H:%M:%S";
    return RowFault.at(
        place,
        "day and month of " + column.name() + " swapped",
        (_, _, rows) ->
            with(
                rows,
                column,
                "coalesce(TRY_CAST(strftime("
                    + column.quoted()
                    + ", "
                    + Sql.literal(format)
                    + ") AS "
                    + column.type()
                    + "), "
                    + column.quoted()
                    + ")"));
  }

  private static Fault hours(Place place) {
    var column = place.column(c -> c.type().startsWith("TIMESTAMP"), "of times");
    int hours = (int) place.number(HOURS);
    return RowFault.at(
        place,
        column.name() + " shifted by " + hours + " hours",
        (_, _, rows) -> with(rows, column, column.quoted() + " + INTERVAL (" + hours + ") HOUR"));
  }

  private static Fault recode(Place place, boolean permuted) throws SQLException {
    var column = place.category();
    var values = place.values(column, 1);
    var codes = new ArrayList<>(values);
    if (permuted) {
      Collections.rotate(codes, 1 + place.next(Math.max(1, values.size() - 1)));
    } else {
      var numbers = new ArrayList<Integer>();
      for (int i = 0; i < values.size(); i++) {
        numbers.add(10 + i);
      }
      Collections.shuffle(numbers, new Random(place.salt()));
      codes.replaceAll(v -> "K" + numbers.get(values.indexOf(v)));
    }
    var cases = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      cases
          .append(" WHEN ")
          .append(Sql.literal(values.get(i)))
          .append(" THEN ")
          .append(Sql.literal(codes.get(i)));
    }
    return RowFault.at(
        place,
        column.name() + (permuted ? " permuted" : " recoded"),
        (_, _, rows) ->
            with(
                rows,
                column,
                "CASE " + column.quoted() + cases + " ELSE " + column.quoted() + " END"));
  }

  private static Fault swap(Place place) {
    var first =
        place.column(
            c -> c.distinct() >= 2 && place.columns().stream().anyMatch(o -> alike(c, o)),
            "like another");
    var second = place.column("other", c -> alike(first, c), "like " + first.name());
    return RowFault.at(
        place,
        first.name() + " and " + second.name() + " swapped",
        (_, _, rows) ->
            "(SELECT * REPLACE (CAST("
                + second.quoted()
                + " AS "
                + first.type()
                + ") AS "
                + first.quoted()
                + ", CAST("
                + first.quoted()
                + " AS "
                + second.type()
                + ") AS "
                + second.quoted()
                + ") FROM "
                + rows
                + " t)");
  }

  private static boolean alike(Place.Column a, Place.Column b) {
    return !a.name().equals(b.name()) && a.type().equals(b.type()) && b.distinct() >= 2;
  }

  private static Fault nulls(Place place) {
    var column = place.column(c -> c.filled() > c.rows() / 2, "that is mostly there");
    double share = place.number(NULLS);
    long salt = place.salt();
    return RowFault.at(
        place,
        Math.round(100 * share) + " % of " + column.name() + " missing",
        (_, _, rows) ->
            numbered(
                rows,
                column,
                "NULL",
                "hash(n, " + salt + ") % 1000 < " + Math.round(1000 * share)));
  }

  private static Fault truncate(Place place) {
    var column = place.text();
    int length = (int) place.number(LENGTH, Math.max(2, column.length() * place.share(0.3, 0.8)));
    return RowFault.at(
        place,
        column.name() + " cut to " + length,
        (_, _, rows) -> with(rows, column, "left(" + column.quoted() + ", " + length + ")"));
  }

  private static Fault lower(Place place) throws SQLException {
    var column = place.text();
    return RowFault.at(
        place,
        column.name() + " in small letters",
        (_, _, rows) -> with(rows, column, "lower(" + column.quoted() + ")"));
  }

  private static Fault mojibake(Place place) {
    var column = place.text();
    return RowFault.at(
        place,
        column.name() + " with vowels that went through a wrong encoding",
        (_, _, rows) ->
            with(
                rows,
                column,
                "replace(replace(replace("
                    + column.quoted()
                    + ", 'e', 'Ã©'), 'E', 'Ã‰'), 'o', 'Ã¶')"));
  }

  private static Fault padding(Place place) {
    var column = place.column(Place.Column::isText, "of texts");
    return RowFault.at(
        place,
        column.name() + " padded with spaces",
        (_, _, rows) -> with(rows, column, "' ' || " + column.quoted() + " || '  '"));
  }

  private static Fault fatFinger(Place place) {
    var column = place.number();
    double factor = place.number(FAT_FINGER);
    int cells = (int) place.number(CELLS);
    long salt = place.salt();
    return RowFault.at(
        place,
        cells + " cells of " + column.name() + " times " + factor,
        (_, _, rows) -> {
          var chosen =
              "(SELECT *, row_number() OVER (ORDER BY coalesce(TRY_CAST("
                  + column.quoted()
                  + " AS DOUBLE), 0) = 0, hash(n, "
                  + salt
                  + ")) AS m FROM "
                  + numbered(rows)
                  + " t)";
          return "(SELECT * EXCLUDE (n, total, m) FROM (SELECT * FROM "
              + where(chosen, column, times(column, factor), "m <= " + cells)
              + " t ORDER BY n))";
        });
  }

  private static Fault keyReuse(Place place) {
    var column = place.key();
    double share = place.number(KEY_REUSE);
    return RowFault.at(
        place,
        Math.round(100 * share) + " % of rows with the key of the row before in " + column.name(),
        (_, _, rows) ->
            "(SELECT * EXCLUDE (n, total, before) FROM "
                + where(
                    "(SELECT *, lag("
                        + column.quoted()
                        + ") OVER (ORDER BY n) AS before FROM "
                        + numbered(rows)
                        + " t)",
                    column,
                    "before",
                    "before IS NOT NULL AND n % " + Math.max(2, Math.round(1 / share)) + " = 0")
                + " t)");
  }
}
