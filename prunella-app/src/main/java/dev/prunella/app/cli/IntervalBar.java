package dev.prunella.app.cli;

import dev.prunella.app.api.Commands.Progress;

/**
 * Tells of intervals one after another: a line each where nobody watches or one failed, and a bar
 * below the newest lines where somebody does.
 */
final class IntervalBar implements AutoCloseable {
  private final Console console;
  private final Bar bar;
  private final boolean drawn;
  private final int intervals;
  private int done;

  IntervalBar(Console console, int intervals) {
    this.console = console;
    this.intervals = intervals;
    this.drawn = console.watched() && intervals > 1;
    this.bar = drawn ? console.bar() : Bar.NONE;
    show();
  }

  void done(String line, boolean keep) {
    done++;
    if (!console.json() && (!drawn || keep)) {
      bar.hide();
      console.line(line);
      console.out().flush();
    }
    show();
  }

  private void show() {
    bar.show(new Progress("intervals", done, intervals, ""));
  }

  @Override
  public void close() {
    bar.hide();
  }
}
