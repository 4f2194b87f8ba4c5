package dev.prunella.heal;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.NumberForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How numbers may be written that are no numbers as they are declared, by the first value that did
 * not fit, column by column. Only a form that reads a whole column counts; where two do, such as
 * for {@code 1,234}, both are told.
 */
final class NumberForms {
  private static final int MOST_PROBES = 40;

  private static final Pattern NUMBER =
      Pattern.compile("(\\D*?)\\s*([+-]?\\d(?:[\\d.,'\\u00a0\\u202f ]*\\d)?)(\\D*)");

  /** What groups digits, and what stands before decimals. */
  private static final List<List<String>> MARKS =
      List.of(
          List.of("", "."),
          List.of("", ","),
          List.of(",", "."),
          List.of(".", ","),
          List.of("'", "."),
          List.of(" ", ","),
          List.of(" ", "."),
          List.of("\u00a0", ","),
          List.of("\u202f", ","));

  private final Probe probe;
  private final List<Map<String, NumberForm>> ways = new ArrayList<>();
  private int probes;

  /** Whether a batch can be read so. */
  interface Probe {
    /** Why not; empty where it can. */
    Optional<Fault> read(Map<String, NumberForm> forms);
  }

  NumberForms(Probe probe) {
    this.probe = probe;
  }

  /** Every way to read the batch that fails so as it is declared. */
  List<Map<String, NumberForm>> read(Fault fault) {
    search(Map.of(), fault);
    return List.copyOf(ways);
  }

  private void search(Map<String, NumberForm> so, Fault fault) {
    var column = fault.facts().get(Fault.COLUMN);
    var value = fault.facts().get(Fault.VALUE);
    if (fault.kind() != Fault.Kind.TYPE_MISMATCH
        || column == null
        || value == null
        || so.containsKey(column)) {
      return;
    }
    var read = new ArrayList<NumberForm>();
    for (var form : forms(value)) {
      // What is read without groups needs none.
      boolean needless =
          read.stream().anyMatch(r -> r.grouping().isEmpty() && r.point().equals(form.point()));
      if (needless || ++probes > MOST_PROBES) {
        continue;
      }
      var now = new LinkedHashMap<>(so);
      now.put(column, form);
      var left = probe.read(now);
      boolean readsTheColumn =
          left.isEmpty() || !column.equals(left.get().facts().get(Fault.COLUMN));
      if (readsTheColumn) {
        read.add(form);
      }
      if (left.isEmpty()) {
        ways.add(now);
      } else {
        search(now, left.get());
      }
    }
  }

  /** How one value may be written, so that it is a number. */
  private static List<NumberForm> forms(String value) {
    var matcher = NUMBER.matcher(value);
    if (!matcher.matches()) {
      return List.of();
    }
    var number = matcher.group(2);
    var before = value.substring(0, matcher.start(2));
    var after = matcher.group(3);
    var forms = new ArrayList<NumberForm>();
    for (var marks : MARKS) {
      var others = number.replaceAll("[\\d+-]", "");
      for (var mark : marks) {
        others = mark.isEmpty() ? others : others.replace(mark, "");
      }
      boolean isPlain = before.isEmpty() && after.isEmpty() && marks.equals(MARKS.getFirst());
      if (others.isEmpty() && !isPlain && before.length() < 20 && after.length() < 20) {
        forms.add(new NumberForm(before, after, marks.getFirst(), marks.getLast()));
      }
    }
    return forms;
  }

  /** Whether anything beside marks stands with the numbers: a unit, which may be another one. */
  static boolean namesUnits(Map<String, NumberForm> forms) {
    return forms.values().stream()
        .anyMatch(form -> !form.before().isBlank() || !form.after().isBlank());
  }

  /** For people. */
  static String words(Map<String, NumberForm> forms) {
    return forms.entrySet().stream()
        .map(e -> "'" + e.getKey() + "' with " + e.getValue().words())
        .collect(Collectors.joining(", "));
  }
}
