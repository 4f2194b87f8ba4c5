package dev.prunella.local.quality;

import dev.prunella.heal.Reference;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Transformation.Rates;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What units were worth on some days, by a table of main.
 *
 * @param of by unit and day; a unit of which a day has two different rates is left out
 */
record UnitRates(Reference reference, Map<String, Map<LocalDate, BigDecimal>> of) {
  private static final int MOST_DAYS = 4_000;
  private static final int MOST_RATES = 200_000;

  /** None where the table is not there, or lacks what is asked of it. */
  static UnitRates read(
      LocalLake lake, Connection connection, Reference reference, Collection<LocalDate> days)
      throws SQLException {
    var found = new TreeMap<String, Map<LocalDate, BigDecimal>>();
    var main = lake.lake().head(Ref.MAIN);
    var entry = lake.lake().entry(main, reference.rates().key());
    if (days.isEmpty()
        || days.size() > MOST_DAYS
        || !(entry.orElse(null) instanceof Entry.Table table)) {
      return new UnitRates(reference, found);
    }
    var rates = lake.table(reference.rates().key(), table);
    var schema = rates.schema();
    for (var name : new String[] {reference.unit(), reference.day(), reference.rate()}) {
      if (schema.caseInsensitiveFindField(name) == null) {
        return new UnitRates(reference, found);
      }
    }
    var doubtful = new HashSet<String>();
    try (var scan = lake.reader().scan(connection, rates, ScanRequest.everything());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query(reference, scan.sql(), days))) {
      while (rows.next()) {
        var unit = rows.getString(1);
        if (rows.getLong(4) != 1) {
          doubtful.add(unit);
        }
        found
            .computeIfAbsent(unit, _ -> new TreeMap<>())
            .put(LocalDate.parse(rows.getString(2)), new BigDecimal(rows.getString(3)));
      }
    }
    found.keySet().removeAll(doubtful);
    reference.usual().ifPresent(found::remove);
    return new UnitRates(reference, found);
  }

  private static String query(Reference reference, String relation, Collection<LocalDate> days) {
    var day = "CAST(" + Sql.identifier(reference.day()) + " AS DATE)";
    var rate = Sql.identifier(reference.rate());
    return "SELECT CAST("
        + Sql.identifier(reference.unit())
        + " AS VARCHAR) AS unit, CAST("
        + day
        + " AS VARCHAR) AS day, CAST(min("
        + rate
        + ") AS VARCHAR), count(DISTINCT "
        + rate
        + ") FROM "
        + relation
        + " AS t WHERE "
        + day
        + " IN ("
        + days.stream().map(d -> "DATE '" + d + "'").collect(Collectors.joining(", "))
        + ") AND isfinite(CAST("
        + rate
        + " AS DOUBLE)) AND "
        + rate
        + " > 0 AND unit IS NOT NULL GROUP BY ALL LIMIT "
        + MOST_RATES;
  }

  /** A unit's rates of exactly these days; empty where one is missing. */
  Optional<Rates> of(String unit, Collection<LocalDate> days) {
    var known = of.getOrDefault(unit, Map.of());
    if (days.isEmpty() || !known.keySet().containsAll(days)) {
      return Optional.empty();
    }
    var wanted = new TreeMap<>(known);
    wanted.keySet().retainAll(new HashSet<>(days));
    return Optional.of(
        new Rates(
            reference.rates(), reference.unit(), reference.day(), reference.rate(), unit, wanted));
  }

  /** By what a right number becomes one of the unit, on average of rows, as a logarithm. */
  Optional<Double> shift(String unit, Map<LocalDate, Long> rows) {
    return of(unit, rows.keySet())
        .map(
            rates -> {
              double sum = 0;
              long count = 0;
              for (var day : rows.entrySet()) {
                sum +=
                    day.getValue()
                        * Math.log(
                            rates.of().getOrDefault(day.getKey(), BigDecimal.ONE).doubleValue());
                count += day.getValue();
              }
              return (reference.divides() ? 1 : -1) * sum / count;
            });
  }
}
