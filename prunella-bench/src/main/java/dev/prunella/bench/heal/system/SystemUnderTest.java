package dev.prunella.bench.heal.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The process in which the system under test lives, from one trial to the next. It reads orders
 * from its standard input and answers on its standard output; whatever else is printed goes to
 * standard error.
 */
public final class SystemUnderTest {
  private final ObjectMapper json = new ObjectMapper();
  private final GivenClock clock = new GivenClock();
  private final Strategy strategy;
  private @Nullable OpenSystem open;

  private SystemUnderTest(Strategy strategy) {
    this.strategy = strategy;
  }

  /** One argument: the strategy's word. */
  public static void main(String[] args) throws IOException {
    var answers = System.out;
    System.setOut(System.err);
    new SystemUnderTest(Strategy.of(args[0]).orElseThrow()).serve(answers);
  }

  private void serve(PrintStream answers) throws IOException {
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = orders.readLine(); line != null; line = orders.readLine()) {
      answers.println(json.writeValueAsString(answer(json.readValue(line, Order.class))));
      answers.flush();
    }
  }

  private Reply answer(Order order) {
    try {
      return new Reply(carryOut(order), null);
    } catch (IOException | RuntimeException e) {
      return new Reply(null, e.toString());
    }
  }

  private Told carryOut(Order order) throws IOException {
    if (order.now() > 0) {
      clock.set(Instant.ofEpochMilli(order.now()));
    }
    switch (order.what()) {
      case OPEN -> {
        close();
        open = OpenSystem.open(Path.of(Objects.requireNonNull(order.folder())), clock, strategy);
      }
      case WAKE -> {
        return Objects.requireNonNull(open, "nothing is open").wake();
      }
      case TYPE -> {
        return Objects.requireNonNull(open, "nothing is open").type(order.command());
      }
      case CLOSE -> close();
    }
    return Told.nothing();
  }

  private void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
