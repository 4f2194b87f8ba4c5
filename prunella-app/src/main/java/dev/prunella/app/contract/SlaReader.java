package dev.prunella.app.contract;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Freshness;
import dev.prunella.contract.Severity;
import dev.prunella.refs.DidYouMean;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads how fresh a contract's tables are to be. Its other service levels are for people. */
final class SlaReader {
  /** What the standard calls it, and what holds publications. */
  private static final List<String> HOLDS = List.of("freshness", "latency");

  /** The standard has no severity here. */
  static final String WARNS = "freshnessWarning";

  private static final List<String> UNITS = List.of("second", "minute", "hour", "day", "week");

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final CodePlace file;
  private final Problems.Of problems;
  private final List<String> notes;

  SlaReader(CodePlace file, Problems.Of problems, List<String> notes) {
    this.file = file;
    this.problems = problems;
    this.notes = notes;
  }

  /** A table of the contract as its service levels may call it. */
  record Names(int table, List<String> calls, Map<String, String> columns) {
    Names {
      calls = List.copyOf(calls);
      columns = Map.copyOf(columns);
    }
  }

  /** What is promised, by the table's number. */
  Map<Integer, List<Freshness>> read(Fields contract, List<Names> tables) {
    var found = new HashMap<Integer, List<Freshness>>();
    for (var sla : contract.mappings("slaProperties")) {
      var property = sla.text("property").orElse("");
      if (!HOLDS.contains(property) && !property.equals(WARNS)) {
        continue;
      }
      var most = most(sla);
      var elements =
          sla.text("element").or(() -> contract.text("slaDefaultElement")).orElse("").strip();
      if (most.isEmpty()) {
        continue;
      }
      if (elements.isEmpty()) {
        tables.forEach(t -> add(found, t, Optional.empty(), sla, most.get()));
        continue;
      }
      for (var element : elements.split(",", -1)) {
        element(element.strip(), sla, tables, most.get(), found);
      }
    }
    return found;
  }

  private void element(
      String element,
      Fields sla,
      List<Names> tables,
      Duration most,
      Map<Integer, List<Freshness>> found) {
    for (var table : tables) {
      for (var call : table.calls()) {
        if (element.equals(call)) {
          add(found, table, Optional.empty(), sla, most);
          return;
        }
        if (element.startsWith(call + ".")) {
          var written = element.substring(call.length() + 1);
          var column = table.columns().get(written);
          if (column == null) {
            problems.add(
                sla.line("element"),
                "'element' names column '"
                    + written
                    + "', which '"
                    + call
                    + "' has not in this contract"
                    + DidYouMean.among(table.columns().keySet(), written)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(""));
          } else {
            add(found, table, Optional.of(column), sla, most);
          }
          return;
        }
      }
    }
    var known = tables.stream().flatMap(t -> t.calls().stream()).distinct().toList();
    var sentence =
        "'element' is table.column, and '"
            + element
            + "' begins with no table of this contract"
            + DidYouMean.among(known, element.substring(0, Math.max(0, element.lastIndexOf('.'))))
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    if (sla.text("property").filter("freshness"::equals).isEmpty()
        && sla.text("property").filter(WARNS::equals).isEmpty()) {
      // Elsewhere a latency may be of whatever lies between a source and its consumers.
      notes.add(file.at(sla.line("element")) + ": " + sentence + ": not checked");
    } else {
      problems.add(sla.line("element"), sentence);
    }
  }

  private void add(
      Map<Integer, List<Freshness>> found,
      Names table,
      Optional<String> column,
      Fields sla,
      Duration most) {
    found
        .computeIfAbsent(table.table(), _ -> new ArrayList<>())
        .add(
            new Freshness(
                sla.text("id"),
                file.at(sla.line()),
                column,
                most,
                sla.text("property").filter(WARNS::equals).isPresent()
                    ? Severity.WARN
                    : Severity.ERROR,
                sla.text("description").orElse("")));
  }

  private Optional<Duration> most(Fields sla) {
    var value = sla.text("value").flatMap(Numbers::of).filter(n -> n.signum() > 0);
    if (value.isEmpty()) {
      problems.add(
          sla.line("value"),
          "'value' of a freshness is a positive number, with a unit: value: 4, unit: h");
      return Optional.empty();
    }
    var unit = sla.text("unit").orElse("d");
    var seconds = seconds(unit.toLowerCase(Locale.ROOT));
    if (seconds.isEmpty()) {
      problems.add(
          sla.line("unit"),
          "'unit' of a freshness is "
              + String.join(", ", UNITS)
              + ", not '"
              + unit
              + "'"
              + DidYouMean.among(UNITS, unit)
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse(""));
      return Optional.empty();
    }
    var all = value.get().multiply(BigDecimal.valueOf(seconds.get()));
    if (all.compareTo(BigDecimal.ONE) < 0
        || all.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
      problems.add(sla.line("value"), "'value' is from a second to 100 years");
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(all.longValue()));
  }

  private static Optional<Long> seconds(String unit) {
    return switch (unit) {
      case "s", "sec", "second", "seconds" -> Optional.of(1L);
      case "m", "min", "minute", "minutes" -> Optional.of(60L);
      case "h", "hr", "hour", "hours" -> Optional.of(3_600L);
      case "d", "day", "days" -> Optional.of(86_400L);
      case "w", "week", "weeks" -> Optional.of(604_800L);
      case "y", "yr", "year", "years" -> Optional.of(31_536_000L);
      default -> Optional.empty();
    };
  }
}
