package dev.prunella.app.cli;

import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells of intervals one after another: a line each where nobody watches or one failed, and a bar
 * below the newest lines where somebody does.
 */
final class IntervalBar implements AutoCloseable {
  private final Console console;
  private final Optional<ProgressBar> bar;

  IntervalBar(Console console, int intervals) {
    this.console = console;
    this.bar =
        console.watched() && intervals > 1
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("  intervals")
                    .setInitialMax(intervals)
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .clearDisplayOnFinish()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build())
            : Optional.empty();
  }

  void done(String line, boolean keep) {
    bar.ifPresent(ProgressBar::step);
    if (!console.json() && (bar.isEmpty() || keep)) {
      bar.ifPresent(ProgressBar::pause);
      console.line(line);
      console.out().flush();
      bar.ifPresent(ProgressBar::resume);
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
