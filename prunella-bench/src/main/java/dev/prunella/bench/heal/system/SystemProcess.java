package dev.prunella.bench.heal.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.bench.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The bench's end of the system under test: starts its process, wakes it, kills it, and starts it
 * again when it is needed. For one thread.
 */
public final class SystemProcess implements AutoCloseable {
  /** A wake that takes longer counts as hung, and the process is killed. */
  private static final Duration LONGEST_WAKE = Duration.ofMinutes(2);

  /**
   * It does small things for a short while: the second compiler would take more processor time than
   * all that it compiles.
   */
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:TieredStopAtLevel=1",
          "-Xlog:disable",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private final ObjectMapper json = new ObjectMapper();
  private final Strategy strategy;
  private final int processors;
  private final Path log;
  private final ExecutorService reading =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private @Nullable Process process;
  private @Nullable BufferedReader answers;
  private @Nullable Writer orders;

  /**
   * Starts nothing yet.
   *
   * @param processors that it may believe to have: others play beside it
   * @param log what the process prints beside its answers is added to this file
   */
  public SystemProcess(Strategy strategy, int processors, Path log) {
    this.strategy = strategy;
    this.processors = processors;
    this.log = log;
  }

  /** Opens a project; a process is started where none lives. */
  public void open(Path folder, Instant now) throws IOException {
    ask(Order.open(folder.toString(), now.toEpochMilli()));
  }

  /** The same; from then on its steps are counted, and it may seem to die at one. */
  public void openMortal(Path folder, Instant now) throws IOException {
    ask(Order.openMortal(folder.toString(), now.toEpochMilli()));
  }

  /** Lets it do what is due, and what follows from it. */
  public Told wake(Instant now) throws IOException {
    return ask(Order.wake(now.toEpochMilli()));
  }

  /**
   * What came of a wake in which it might seem to die.
   *
   * @param told empty if it died; then the project is not open any more
   * @param died the step before or after which it did
   * @param steps how many it took
   */
  public record Woken(Optional<Told> told, Optional<String> died, int steps) {}

  /**
   * Lets it do what is due, until it has taken so many steps.
   *
   * @param step the last; 0 for as many as it likes
   */
  public Woken wakeUntil(Instant now, int step) throws IOException {
    var reply = reply(Order.wakeUntil(now.toEpochMilli(), step));
    return new Woken(
        Optional.ofNullable(reply.told()), Optional.ofNullable(reply.died()), reply.steps());
  }

  /** Lets a person type a command, by the system's own command line. */
  public Told type(Instant now, List<String> command) throws IOException {
    return ask(Order.type(now.toEpochMilli(), command));
  }

  /** Closes the project; the process lives on. */
  public void closeProject() throws IOException {
    if (process != null) {
      ask(Order.close());
    }
  }

  /** Processor time of the process that lives now; zero where none does, or nobody knows. */
  public Duration processor() {
    return process == null
        ? Duration.ZERO
        : process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends the process as the machine's failure would: with SIGKILL, now. */
  public void kill() throws IOException {
    if (process != null) {
      process.toHandle().destroyForcibly();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          throw new IOException("the system under test could not be killed");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the system under test ended", e);
      }
      process = null;
    }
  }

  /** The machine's failure is on its way. */
  public void killIn(Duration time) {
    doom(time);
  }

  /** The same, and it can be called off. */
  public Doom doom(Duration time) {
    return new Doom(Optional.ofNullable(process), time);
  }

  /** The process has ended without an answer, by itself or because it was killed. */
  public static final class Ended extends IOException {
    private static final long serialVersionUID = 1L;

    Ended(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** It did not answer in time, and was killed: nothing is known of what it would have done. */
  public static final class Hung extends IOException {
    private static final long serialVersionUID = 1L;

    Hung(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private Told ask(Order order) throws IOException {
    return Objects.requireNonNull(reply(order).told());
  }

  private Reply reply(Order order) throws IOException {
    if (process == null) {
      start();
    }
    var to = Objects.requireNonNull(orders);
    try {
      to.write(json.writeValueAsString(order) + "\n");
      to.flush();
    } catch (IOException e) {
      process = null;
      throw new Ended("the system under test takes no orders any more; see " + log, e);
    }
    var line = read();
    var reply = json.readValue(line, Reply.class);
    if (reply.error() != null) {
      throw new IOException("the system under test: " + reply.error());
    }
    return reply;
  }

  private String read() throws IOException {
    var from = Objects.requireNonNull(answers);
    var line = reading.submit(from::readLine);
    try {
      var answer = line.get(LONGEST_WAKE.toSeconds(), TimeUnit.SECONDS);
      if (answer == null) {
        process = null;
        throw new Ended("the system under test has ended; see " + log, null);
      }
      return answer;
    } catch (TimeoutException e) {
      kill();
      throw new Hung("the system under test did not answer in " + LONGEST_WAKE, e);
    } catch (ExecutionException e) {
      throw new IOException("the system under test cannot be heard", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the system under test worked", e);
    }
  }

  private void start() throws IOException {
    var options = new ArrayList<>(OPTIONS);
    options.add("-XX:ActiveProcessorCount=" + processors);
    var command = ChildJava.command(options, SystemUnderTest.class, List.of(strategy.word));
    var started =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process = started;
    answers = started.inputReader(StandardCharsets.UTF_8);
    orders = started.outputWriter(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try (reading) {
      kill();
    }
  }
}
