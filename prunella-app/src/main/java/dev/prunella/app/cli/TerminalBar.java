package dev.prunella.app.cli;

import dev.prunella.app.api.Commands.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar in the last line of a terminal. What it says may come from elsewhere. */
final class TerminalBar implements Bar {
  private static final int REFRESH_MILLIS = 200;
  private static final int MOST_COLUMNS = 60;

  private final PrintWriter terminal;
  private Optional<ProgressBar> bar = Optional.empty();
  private String what = "";
  private long all;
  private long began;

  /**
   * One that shows nothing yet.
   *
   * @param terminal where everything else is printed that accompanies the answer
   */
  TerminalBar(PrintWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public void show(Progress progress) {
    if (!progress.what().equals(what) || progress.all() != all) {
      hide();
      what = progress.what();
      all = progress.all();
      began = System.nanoTime();
    }
    if (!progress.isShown()) {
      return;
    }
    if (bar.isEmpty()) {
      bar = Optional.of(drawn(progress.done()));
    }
    bar.get().stepTo(progress.done());
    if (!progress.more().isEmpty()) {
      bar.get().setExtraMessage(" " + text(progress.more()));
    }
  }

  @Override
  public void hide() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }

  private ProgressBar drawn(long done) {
    var builder =
        new ProgressBarBuilder()
            .setTaskName(text(what))
            .setInitialMax(all)
            .startsFrom(done, Duration.ofNanos(System.nanoTime() - began))
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .clearDisplayOnFinish()
            .setConsumer(new ConsoleProgressBarConsumer(stream()));
    // How long it takes is only known of what is counted.
    return (all == Progress.PARTS ? builder.hideEta() : builder).build();
  }

  private static String text(String text) {
    return Words.cut(Words.safe(text), MOST_COLUMNS);
  }

  /** The drawer knows only streams. */
  private PrintStream stream() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) {
      @Override
      public void print(String text) {
        terminal.print(text);
        terminal.flush();
      }

      @Override
      public void println() {
        terminal.println();
        terminal.flush();
      }
    };
  }
}
