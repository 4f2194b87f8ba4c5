package dev.prunella.app.cli;

import dev.prunella.app.view.CommitJson;
import java.util.List;

/** How commits are told, the same in all commands. */
final class CommitViews {
  /** The cells of a log's line after whatever stands before it. */
  static List<Grid.Cell> cells(Console console, CommitJson.View view) {
    return List.of(
        Grid.text(view.commit().brief(), Ink.NAME),
        Grid.text(console.ago(view.at()), Ink.DIM),
        Grid.text(view.author()),
        Grid.text(view.message()),
        Grid.text(
            view.refs().isEmpty() ? "" : "(" + String.join(", ", view.refs()) + ")", Ink.GOOD));
  }
}
