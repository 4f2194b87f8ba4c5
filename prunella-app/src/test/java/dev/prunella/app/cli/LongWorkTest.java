package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LongWorkTest {
  private final Interrupts.ByWord interrupts = new Interrupts.ByWord();

  private Console console() {
    var to = new PrintWriter(new StringWriter());
    return new Console(to, to, Surroundings.ofThisProcess(), interrupts, false);
  }

  @Test
  void anInterruptThatComesBeforeThereIsAnythingToEndIsNotLost() throws Exception {
    var ended = new CountDownLatch(1);
    interrupts.say();
    try (var work = new LongWork(console(), "looking")) {
      // It is heard on another thread, and finds nothing that it could end yet.
      Thread.sleep(300);
      work.onInterrupt(ended::countDown);
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatIsAtWorkIsEnded() throws Exception {
    var ended = new CountDownLatch(1);
    try (var work = new LongWork(console(), "looking")) {
      work.onInterrupt(ended::countDown);
      interrupts.say();
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }
}
