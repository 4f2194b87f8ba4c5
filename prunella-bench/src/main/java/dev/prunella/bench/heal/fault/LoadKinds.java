package dev.prunella.bench.heal.fault;

import static dev.prunella.bench.heal.fault.Place.both;
import static dev.prunella.bench.heal.fault.Place.only;
import static dev.prunella.bench.heal.fault.Place.times;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.scenario.Parameter;
import java.util.List;
import java.util.stream.Collectors;

/** Rows that come twice, not at all, or again: each is right by itself. */
final class LoadKinds {
  private static final Parameter.Amount SOME_TWICE =
      Wanted.share("the share of the rows that come twice", 1, 0.2, 0.35, 0.5);
  private static final Parameter.Amount TAIL =
      Wanted.share("the share of the rows that is missing", 1, 0.3, 0.5, 0.7);

  private LoadKinds() {}

  static List<Kind> all() {
    return List.of(
        kind(
            "twice",
            "all rows come twice",
            Wanted.NOTHING,
            place -> RowFault.at(place, "all rows twice", (_, _, rows) -> both(rows, rows))),
        kind("some-twice", "some rows come twice", List.of(SOME_TWICE), LoadKinds::someTwice),
        kind("half", "half of the rows are missing, by no rule", Wanted.NOTHING, LoadKinds::half),
        kind("tail", "the end of the rows is missing", List.of(TAIL), LoadKinds::tail),
        kind(
            "stale",
            "the rows of the interval before come again",
            Wanted.NOTHING,
            LoadKinds::stale),
        kind(
            "stale-redated",
            "the rows of the interval before come again, with new dates",
            Wanted.NOTHING,
            LoadKinds::staleRedated),
        kind(
            "zero-rows",
            "no rows come",
            Wanted.NOTHING,
            place ->
                RowFault.at(
                    place,
                    "no rows",
                    (_, _, rows) -> "(SELECT * FROM " + rows + " t WHERE false)")));
  }

  private static Kind kind(
      String name, String says, List<Parameter> parameters, Place.Making making) {
    return new Kind(
        name, Layer.VALUES, Failure.DATA, says, About.FEED, parameters, false, making.maker());
  }

  private static Fault someTwice(Place place) {
    double share = place.number(SOME_TWICE);
    return RowFault.at(
        place,
        Math.round(100 * share) + " % of the rows twice",
        (_, _, rows) -> both(rows, only(rows, "n <= total * " + share)));
  }

  private static Fault half(Place place) {
    long salt = place.salt();
    return RowFault.at(
        place,
        "half of the rows missing",
        (_, _, rows) -> only(rows, "hash(n, " + salt + ") % 2 = 0"));
  }

  private static Fault tail(Place place) {
    double share = place.number(TAIL);
    return RowFault.at(
        place,
        "the last " + Math.round(100 * share) + " % of the rows missing",
        (_, _, rows) -> only(rows, "n <= total * " + (1 - share)));
  }

  private static Fault stale(Place place) {
    int from = place.from();
    return RowFault.at(
        place,
        "the interval before again",
        (stage, tick, _) -> stage.world().good(place.feed(), from + tick - 1));
  }

  private static Fault staleRedated(Place place) {
    int from = place.from();
    var times = place.columns().stream().filter(Place.Column::isTime).toList();
    if (times.isEmpty()) {
      throw new Unplayable(place.feed().source() + " has no times");
    }
    var dated =
        times.stream()
            .map(
                c ->
                    "CAST("
                        + c.quoted()
                        + " + INTERVAL 1 DAY AS "
                        + c.type()
                        + ") AS "
                        + c.quoted())
            .collect(Collectors.joining(", "));
    return RowFault.at(
        place,
        "the interval before again, redated",
        (stage, tick, _) ->
            "(SELECT * REPLACE ("
                + dated
                + ") FROM "
                + stage.world().good(place.feed(), from + tick - 1)
                + " t)");
  }
}
