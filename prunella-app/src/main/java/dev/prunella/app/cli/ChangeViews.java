package dev.prunella.app.cli;

import dev.prunella.app.view.ChangeJson;
import dev.prunella.local.diff.EntryChange.Kind;
import dev.prunella.local.diff.EntryChange.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How changes of tables are told, the same in all commands. */
final class ChangeViews {
  private ChangeViews() {}

  /** One row a change, with the changes of columns below it. */
  static void tell(Console console, List<ChangeJson.View> changes) {
    if (changes.isEmpty()) {
      console.line("  no table differs");
      return;
    }
    var grid = new Grid(console);
    for (var view : changes) {
      grid.row(
          Grid.text(sign(view.change()), ink(view.change())),
          Grid.text(name(view)),
          Grid.text(describe(view), view.unreadable() == null ? Ink.PLAIN : Ink.BAD));
      columns(view.schema()).forEach(c -> grid.row(Grid.text(""), Grid.text(""), Grid.text(c)));
    }
    grid.print("  ");
  }

  private static String name(ChangeJson.View view) {
    return view.what() == What.TABLE
        ? view.name().toString()
        : view.what().name().toLowerCase(Locale.ROOT) + " " + view.name();
  }

  private static String sign(Kind kind) {
    return switch (kind) {
      case CREATED -> "+";
      case DROPPED -> "-";
      case RENAMED, REPLACED, CHANGED -> "~";
    };
  }

  private static Ink ink(Kind kind) {
    return switch (kind) {
      case CREATED -> Ink.GOOD;
      case DROPPED -> Ink.BAD;
      case RENAMED, REPLACED, CHANGED -> Ink.CAUTION;
    };
  }

  static String describe(ChangeJson.View view) {
    var parts = new ArrayList<String>();
    switch (view.change()) {
      case CREATED -> parts.add("created");
      case DROPPED -> parts.add("dropped");
      case RENAMED -> parts.add("renamed from " + view.formerly());
      case REPLACED ->
          parts.add("replaced by another " + view.what().name().toLowerCase(Locale.ROOT));
      case CHANGED -> {
        if (view.what() != What.TABLE) {
          parts.add("changed");
        }
      }
    }
    if (view.unreadable() != null) {
      parts.add(view.unreadable());
    } else {
      size(view, parts);
    }
    return String.join(", ", parts);
  }

  private static void size(ChangeJson.View view, List<String> parts) {
    var before = view.before();
    var after = view.after();
    if (view.change() == Kind.CREATED || view.change() == Kind.DROPPED) {
      var size = after == null ? before : after;
      if (size != null) {
        parts.add(rows(size));
        parts.add(Words.size(size.bytes()));
      }
    } else if (before != null && after != null) {
      long more = after.rows() - before.rows();
      var now = before.exact() && after.exact() ? rows(after) : "about " + rows(after);
      if (more != 0) {
        parts.add(Words.delta(more) + (Math.abs(more) == 1 ? " row" : " rows") + ", now " + now);
      } else if (before.files() != after.files() || before.bytes() != after.bytes()) {
        parts.add(rows(after) + " as before, in other files");
      } else if (view.schema().isEmpty() && view.change() == Kind.CHANGED) {
        parts.add("its rows or its metadata changed, " + now);
      } else {
        parts.add(now);
      }
    }
  }

  private static String rows(ChangeJson.Size size) {
    return Words.count(size.rows(), "row");
  }

  /** Sentences about columns. */
  static List<String> columns(List<ChangeJson.Column> schema) {
    return schema.stream()
        .map(
            c ->
                switch (c.change()) {
                  case ADDED -> "column " + c.column() + " " + c.after() + " added";
                  case DROPPED -> "column " + c.column() + " dropped";
                  case RENAMED -> "column " + c.before() + " renamed to " + c.after();
                  case TYPE_CHANGED ->
                      "column " + c.column() + ": " + c.before() + " -> " + c.after();
                  case BECAME_REQUIRED -> "column " + c.column() + " became required";
                  case BECAME_OPTIONAL -> "column " + c.column() + " became optional";
                  case KEY_CHANGED -> "key (" + c.before() + ") -> (" + c.after() + ")";
                })
        .toList();
  }
}
