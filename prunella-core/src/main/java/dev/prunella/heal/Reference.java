package dev.prunella.heal;

import dev.prunella.refs.TableName;
import java.util.Optional;

/**
 * Where it stands what numbers in another unit are worth, such as amounts in another currency.
 *
 * @param column of the table that the note is about
 * @param at its column with the day by whose rate a row is converted
 * @param rates the table that has the rates
 * @param unit its column that names the unit
 * @param day its column with the day of a rate
 * @param rate its column with the rate
 * @param divides whether a number is divided by the rate, rather than multiplied
 * @param usual the unit in which numbers should be, if it is among those of the table
 */
public record Reference(
    String column,
    String at,
    TableName rates,
    String unit,
    String day,
    String rate,
    boolean divides,
    Optional<String> usual) {

  /** Whether both convert alike, however their names are written. */
  public boolean saysSameAs(Reference other) {
    return words().equalsIgnoreCase(other.words())
        && unit.equalsIgnoreCase(other.unit)
        && day.equalsIgnoreCase(other.day)
        && usual.equals(other.usual);
  }

  /** For people. */
  public String words() {
    return "convert %s %s %s.%s of the day in %s"
        .formatted(column, divides ? "dividing by" : "multiplying by", rates, rate, at);
  }
}
