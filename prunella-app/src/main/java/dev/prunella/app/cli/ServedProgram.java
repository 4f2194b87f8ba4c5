package dev.prunella.app.cli;

import dev.prunella.app.access.Principal;
import dev.prunella.app.api.Commands;
import dev.prunella.app.api.Commands.Progress;
import dev.prunella.app.project.Project;
import dev.prunella.app.serve.Refusal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The program's commands as a server runs them: in its one project, in its mode, for whom the token
 * names. Nothing of what is sent becomes a file, an environment variable or a process. Thread-safe.
 */
final class ServedProgram implements Commands.Program {
  /** What of the server's environment speaks of its own person, terminal or place. */
  private static final List<String> OWN =
      List.of(
          "PRUNELLA_USER",
          "PRUNELLA_DEBUG",
          "PRUNELLA_SERVER",
          "PRUNELLA_TOKEN",
          "NO_COLOR",
          "TERM",
          Surroundings.COLOUR,
          Surroundings.COLUMNS);

  /** Between what is wrong and what to do next, where both are one sentence. */
  static final String NEXT = ". Try: ";

  private final Surroundings here;
  private final Project project;
  private final boolean readOnly;

  /**
   * The program of a server.
   *
   * @param here what the server sees of its machine
   * @param project in the mode that it is served in
   * @param readOnly whether commands that change anything are refused
   */
  ServedProgram(Surroundings here, Project project, boolean readOnly) {
    this.here = here;
    this.project = project;
    this.readOnly = readOnly;
  }

  /**
   * For whom a command line is run, and what may be done by it.
   *
   * @param interrupts by which it is told to end
   * @param bar by which is shown how far it has come, where somebody looks on
   */
  record Served(
      Principal who,
      Project project,
      boolean readOnly,
      Interrupts.ByWord interrupts,
      Optional<Bar> bar) {

    /** The same, for somebody who looks on. */
    Served watchedBy(Consumer<Progress> told) {
      return new Served(who, project, readOnly, interrupts, Optional.of(new Told(told)));
    }

    /**
     * Looks whether it may be run.
     *
     * @throws Failure if not
     */
    void require(ParseResult asked) {
      var command = ServedCommand.require(asked);
      if (!who.role().covers(command.least())) {
        throw new Failure(
            Exit.REFUSED,
            "role",
            "'prunella %s' is for the role %s, and %s is %s"
                .formatted(command.words(), command.least().word(), who.name(), who.role().word()),
            "ask somebody who is, or for a token of that role");
      }
      if (readOnly && command.changes()) {
        throw new Failure(
            Exit.REFUSED,
            "read-only",
            "this server only shows: it was started --read-only",
            "name another server, or run it where the project is");
      }
    }
  }

  @Override
  public Commands.Work admit(Principal who, Commands.Call call) {
    var served = new Served(who, project, readOnly, new Interrupts.ByWord(), Optional.empty());
    try {
      served.require(line(served, call).parseArgs(words(call)));
    } catch (ParameterException e) {
      // Told by the command itself, as it tells everybody.
      return new Line(served, call);
    } catch (Failure e) {
      int status = e.exit() == Exit.REFUSED ? 403 : 400;
      throw new Refusal(status, e.code(), e.getMessage() + NEXT + e.nextStep());
    }
    return new Line(served, call);
  }

  private final class Line implements Commands.Work {
    private final Served served;
    private final Commands.Call call;

    Line(Served served, Commands.Call call) {
      this.served = served;
      this.call = call;
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, Consumer<Progress> progress) {
      var watched = call.progress() ? served.watchedBy(progress) : served;
      int exit = line(watched, call).setOut(out).setErr(err).execute(words(call));
      out.flush();
      err.flush();
      // What was ended in the middle has failed, or not been understood, for no other reason.
      boolean ended = exit == Exit.FAILED.code() || exit == Exit.USAGE.code();
      return ended && served.interrupts().wanted().isCancelled() ? Exit.INTERRUPTED.code() : exit;
    }

    @Override
    public void interrupt() {
      served.interrupts().say();
    }
  }

  /** Tells it to whoever draws it. */
  private record Told(Consumer<Progress> to) implements Bar {
    @Override
    public void show(Progress progress) {
      to.accept(progress);
    }

    @Override
    public void hide() {
      to.accept(Progress.NONE);
    }
  }

  private static String[] words(Commands.Call call) {
    return call.words().toArray(String[]::new);
  }

  private CommandLine line(Served served, Commands.Call call) {
    var environment = new HashMap<>(here.environment());
    OWN.forEach(environment::remove);
    environment.put("PRUNELLA_PROJECT", project.folder().toString());
    if (call.colour()) {
      environment.put(Surroundings.COLOUR, "1");
    }
    var surroundings =
        new Surroundings(
            project.folder(),
            Map.copyOf(environment),
            served.who().name(),
            false,
            InputStream.nullInputStream(),
            here.clock(),
            call.zone());
    // A word that begins with @ would name a file of words.
    return Prunella.commandLine(surroundings, served, call.words()).setExpandAtFiles(false);
  }
}
