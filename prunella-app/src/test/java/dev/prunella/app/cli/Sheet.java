package dev.prunella.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A file of rows, and what may befall it. Immutable. */
record Sheet(List<String> header, List<List<String>> rows) {

  Sheet {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Every value of a column becomes another. */
  Sheet with(String column, UnaryOperator<String> change) {
    return with(column, 1, change);
  }

  /** A column's value becomes another in each so manieth row, from the first on. */
  Sheet with(String column, int every, UnaryOperator<String> change) {
    int at = header.indexOf(column);
    var changed = new ArrayList<List<String>>();
    for (int i = 0; i < rows.size(); i++) {
      var row = new ArrayList<>(rows.get(i));
      if (i % every == 0) {
        row.set(at, change.apply(row.get(at)));
      }
      changed.add(row);
    }
    return new Sheet(header, changed);
  }

  Sheet renamed(String column, String to) {
    return new Sheet(header.stream().map(name -> name.equals(column) ? to : name).toList(), rows);
  }

  Sheet added(String column, String value) {
    var more = new ArrayList<>(header);
    more.add(column);
    return new Sheet(
        more,
        rows.stream()
            .<List<String>>map(
                row -> {
                  var longer = new ArrayList<>(row);
                  longer.add(value);
                  return longer;
                })
            .toList());
  }

  /** The values of two columns stand in each other's place. */
  Sheet swapped(String one, String other) {
    int a = header.indexOf(one);
    int b = header.indexOf(other);
    var changed = new ArrayList<List<String>>();
    for (var row : rows) {
      var other2 = new ArrayList<>(row);
      other2.set(a, row.get(b));
      other2.set(b, row.get(a));
      changed.add(other2);
    }
    return new Sheet(header, changed);
  }

  Sheet first(int count) {
    return new Sheet(header, rows.subList(0, count));
  }

  /** Without each so manieth row, from the first on. */
  Sheet without(int every) {
    var left = new ArrayList<List<String>>();
    for (int i = 0; i < rows.size(); i++) {
      if (i % every != 0) {
        left.add(rows.get(i));
      }
    }
    return new Sheet(header, left);
  }

  Sheet and(Sheet more) {
    var all = new ArrayList<>(rows);
    all.addAll(more.rows);
    return new Sheet(header, all);
  }

  String csv() {
    var text = new StringBuilder(String.join(",", header)).append('\n');
    rows.forEach(row -> text.append(String.join(",", row)).append('\n'));
    return text.toString();
  }

  /** The same as a list of objects whose values are text. */
  String json() {
    var objects = new ArrayList<String>();
    for (var row : rows) {
      var object = new ArrayList<String>();
      for (int i = 0; i < row.size(); i++) {
        object.add("\"" + header.get(i) + "\": \"" + row.get(i) + "\"");
      }
      objects.add("{" + String.join(", ", object) + "}");
    }
    return "[" + String.join(", ", objects) + "]";
  }
}
