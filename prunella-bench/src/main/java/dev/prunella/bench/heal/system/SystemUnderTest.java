package dev.prunella.bench.heal.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.bench.crash.SimulatedCrash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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
      return carryOut(order);
    } catch (IOException | RuntimeException e) {
      return new Reply(null, e.toString(), null, 0);
    }
  }

  private Reply carryOut(Order order) throws IOException {
    if (order.now() > 0) {
      clock.set(Instant.ofEpochMilli(order.now()));
    }
    switch (order.what()) {
      case OPEN -> {
        close();
        open =
            OpenSystem.open(
                Path.of(Objects.requireNonNull(order.folder())),
                clock,
                strategy,
                Optional.ofNullable(order.step()).map(_ -> new Mortality()));
      }
      case WAKE -> {
        var system = Objects.requireNonNull(open, "nothing is open");
        return order.step() == null
            ? new Reply(system.wake(), null, null, 0)
            : wakeUntil(system, order.step());
      }
      case TYPE -> {
        var told = Objects.requireNonNull(open, "nothing is open").type(order.command());
        return new Reply(told, null, null, 0);
      }
      case CLOSE -> close();
    }
    return new Reply(Told.nothing(), null, null, 0);
  }

  /** What it would have told of a wake in which it died is lost. */
  private Reply wakeUntil(OpenSystem system, int step) throws IOException {
    var mortality = system.mortality().orElseThrow();
    mortality.live(step);
    Told told;
    try {
      told = system.wake();
    } catch (SimulatedCrash | IOException | RuntimeException e) {
      if (mortality.died() == null) {
        throw e;
      }
      told = Told.nothing();
    }
    int taken = mortality.taken();
    mortality.live(0);
    if (mortality.died() == null) {
      return new Reply(told, null, null, taken);
    }
    open = null;
    system.bury();
    return new Reply(null, null, mortality.died(), taken);
  }

  private void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
