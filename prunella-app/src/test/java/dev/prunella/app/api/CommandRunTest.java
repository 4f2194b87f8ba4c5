package dev.prunella.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.serve.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommandRunTest {
  private final Semaphore places = new Semaphore(1);

  private static final class Heard implements Answer.Events {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>();
    private final int most;

    Heard(int most) {
      this.most = most;
    }

    @Override
    public boolean open() {
      return events.size() < most;
    }

    @Override
    public void send(String id, String event, String data) throws IOException {
      if (!open()) {
        throw new IOException("the reader has left");
      }
      events.add(id + " " + event + " " + data);
    }

    @Override
    public void send(String event, String data) throws IOException {
      if (!open()) {
        throw new IOException("the reader has left");
      }
      events.add("- " + event + " " + data);
      times.add(System.nanoTime());
    }

    @Override
    public void beat() {}
  }

  private interface Printing {
    int run(PrintWriter out, PrintWriter err) throws InterruptedException;
  }

  private static Commands.Work work(Printing printing, Runnable interrupt) {
    return new Commands.Work() {
      @Override
      public int run(PrintWriter out, PrintWriter err, Consumer<Commands.Progress> progress) {
        try {
          return printing.run(out, err);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public void interrupt() {
        interrupt.run();
      }
    };
  }

  private CommandRun run(Commands.Work work) {
    return new CommandRun("ana", "", work, new Semaphore(3));
  }

  @Test
  void whoLosesTheConnectionIsToldTheRestAndOnlyThat() throws Exception {
    var times = new Semaphore(0);
    var run =
        run(
            work(
                (out, err) -> {
                  times.release();
                  for (int i = 1; i <= 3; i++) {
                    out.print("line " + i + "\n");
                    out.flush();
                  }
                  err.println("done");
                  return 9;
                },
                () -> {}));
    run.start(places, Duration.ofMinutes(1), () -> {});
    run.await(Duration.ofSeconds(20));
    var first = new Heard(1);
    try {
      run.tell(0, first);
    } catch (IOException left) {
      assertThat(left).hasMessage("the reader has left");
    }
    var rest = new Heard(100);
    run.start(places, Duration.ofMinutes(1), () -> {});
    run.tell(1, rest);
    assertThat(first.events).containsExactly("1 out \"line 1\\n\"");
    assertThat(rest.events)
        .containsExactly(
            "2 out \"line 2\\n\"",
            "3 out \"line 3\\n\"",
            "4 err \"done\\n\"",
            "5 exit {\"exit\":9,\"cut\":false}");
    assertThat(times.availablePermits()).as("begun once").isEqualTo(1);
  }

  @Test
  void theEndMayBeWantedWhileItWorksAndWhileItWaits() throws Exception {
    var ended = new CountDownLatch(1);
    var atWork =
        run(
            work(
                (_, _) -> {
                  ended.await();
                  return 130;
                },
                ended::countDown));
    var waiting = run(work((_, _) -> 0, () -> {}));
    atWork.start(places, Duration.ofMinutes(1), () -> {});
    while (places.availablePermits() > 0) {
      Thread.sleep(2);
    }
    waiting.start(places, Duration.ofMinutes(1), () -> {});
    waiting.interrupt();
    waiting.await(Duration.ofSeconds(20));
    assertThat(waiting.isOver()).as("it need not wait for its place to end").isTrue();
    assertThat(atWork.isOver()).isFalse();
    atWork.interrupt();
    for (var run : List.of(atWork, waiting)) {
      var heard = new Heard(10);
      run.tell(0, heard);
      assertThat(heard.events).containsExactly("1 exit {\"exit\":130,\"cut\":false}");
    }
  }

  @Test
  void whatTakesTooLongIsInterruptedAndWhatPrintsTooMuchIsCut() throws Exception {
    var ended = new CountDownLatch(1);
    var run =
        run(
            work(
                (out, _) -> {
                  var line = "x".repeat(1 << 20);
                  for (int i = 0; i < 20; i++) {
                    out.println(line);
                    out.flush();
                  }
                  ended.await();
                  out.println("a short end that would fit");
                  return 0;
                },
                ended::countDown));
    run.start(places, Duration.ofMillis(300), () -> {});
    run.await(Duration.ofSeconds(20));
    var heard = new Heard(10_000);
    run.tell(0, heard);
    assertThat(heard.events.stream().mapToLong(String::length).sum()).isLessThan(9L << 20);
    assertThat(heard.events.getLast()).endsWith("{\"exit\":0,\"cut\":true}");
    assertThat(run.chars()).isLessThanOrEqualTo(8L << 20);
    run.forget();
    var later = new Heard(100);
    run.tell(heard.events.size() - 1, later);
    assertThat(later.events).hasSize(1);
  }

  @Test
  void aLongTextIsToldInPiecesAndNoneHoldsHalfACharacter() throws Exception {
    var text = "x" + "\ud83c\udf3f".repeat(100_000);
    var run =
        run(
            work(
                (out, _) -> {
                  out.print(text);
                  return 0;
                },
                () -> {}));
    run.start(places, Duration.ofMinutes(1), () -> {});
    var heard = new Heard(10_000);
    run.tell(0, heard);
    var told = new StringBuilder();
    for (var event : heard.events.subList(0, heard.events.size() - 1)) {
      var piece = event.substring(event.indexOf('"') + 1, event.length() - 1);
      assertThat(piece.length()).isLessThanOrEqualTo(8193);
      assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
      told.append(piece);
    }
    assertThat(told.toString()).isEqualTo(text);
  }

  private static final class Counting implements Commands.Work {
    private final CountDownLatch go = new CountDownLatch(1);

    @Override
    public int run(PrintWriter out, PrintWriter err, Consumer<Commands.Progress> progress) {
      try {
        for (int i = 1; i <= 1000; i++) {
          progress.accept(new Commands.Progress("rows", i, 1000, ""));
          Thread.sleep(1);
        }
        progress.accept(Commands.Progress.NONE);
        out.print("all read\n");
        out.flush();
        go.await();
        progress.accept(new Commands.Progress("more", 1, 2, "so far"));
        Thread.sleep(400);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return 0;
    }

    @Override
    public void interrupt() {}
  }

  @Test
  void howFarItHasComeIsToldNowAndThenAndNeverAgain() throws Exception {
    var work = new Counting();
    var run = run(work);
    run.start(places, Duration.ofMinutes(1), () -> {});
    var heard = new Heard(10_000);
    var reading = Thread.ofVirtual().start(() -> tell(run, 0, heard));
    while (heard.events.stream().noneMatch(e -> e.contains("all read"))) {
      Thread.sleep(5);
    }
    int before = heard.events.size();
    assertThat(heard.events.getFirst()).startsWith("- progress {\"what\":\"rows\",\"done\":");
    // The newest of a thousand, four times a second; that there is none any more is not rated.
    assertThat(before).isBetween(3, 25);
    for (int i = 1; i < before - 2; i++) {
      assertThat(heard.times.get(i) - heard.times.get(i - 1)).isGreaterThan(240_000_000L);
    }
    assertThat(heard.events.subList(before - 2, before))
        .as("the bar is gone before what is printed below it")
        .containsExactly(
            "- progress {\"what\":\"\",\"done\":0,\"all\":1,\"more\":\"\"}",
            "1 out \"all read\\n\"");
    work.go.countDown();
    reading.join();
    assertThat(heard.events.subList(before, heard.events.size()))
        .containsExactly(
            "- progress {\"what\":\"more\",\"done\":1,\"all\":2,\"more\":\"so far\"}",
            "- progress {\"what\":\"\",\"done\":0,\"all\":1,\"more\":\"\"}",
            "2 exit {\"exit\":0,\"cut\":false}");
    var later = new Heard(10);
    run.tell(1, later);
    assertThat(later.events).containsExactly("2 exit {\"exit\":0,\"cut\":false}");
  }

  private static void tell(CommandRun run, int after, Heard heard) {
    try {
      run.tell(after, heard);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
