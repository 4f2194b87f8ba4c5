package dev.prunella.app.cli;

import dev.prunella.app.api.Commands;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.local.secrets.Redaction;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The {@code prunella} command. */
@Command(
    name = "prunella",
    description = "Data pipelines that heal themselves, over a lake that branches like git.",
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nFirst steps:%n",
    footer = {
      "  prunella demo                        a project of real data, run day by day",
      "  prunella init shop && cd shop        a project of your own, which works from the start",
      "  prunella run",
      "Every command has --help with examples."
    })
public final class Prunella implements Runnable {

  @Mixin(name = Common.MIXIN)
  Common common = new Common();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Say which version this is.")
  boolean version;

  private final Surroundings surroundings;
  private final ServedProgram.@Nullable Served served;
  private final Redaction redaction = new Redaction();
  private final CommandLine commandLine;

  private Prunella(
      Surroundings surroundings, ServedProgram.@Nullable Served served, List<String> words) {
    this.surroundings = surroundings;
    this.served = served;
    this.commandLine = new CommandLine(this);
    Subcommands.addTo(commandLine, words);
    var errors = new Errors(surroundings, redaction, interrupts().wanted());
    commandLine
        .setExecutionStrategy(this::carryOut)
        .setExecutionExceptionHandler((error, command, _) -> errors.failed(error, command))
        .setParameterExceptionHandler(errors::misunderstood)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(surroundings.terminal())
        .setColorScheme(
            Help.defaultColorScheme(surroundings.wantsColour() ? Help.Ansi.ON : Help.Ansi.OFF));
    var codes = new LinkedHashMap<String, String>();
    Arrays.stream(Exit.values())
        .forEach(exit -> codes.put(String.format("%3d", exit.code()), exit.meaning()));
    commandLine.getCommandSpec().usageMessage().exitCodeList(codes);
  }

  /** Runs the command line and ends the JVM with its exit code; {@code --help} lists them. */
  public static void main(String[] args) {
    // The lake's names are UTF-8 whatever the machine's locale.
    var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code =
        commandLine(Surroundings.ofThisProcess(), args).setOut(out).setErr(err).execute(args);
    out.flush();
    System.exit(code);
  }

  /**
   * Runs a command line in this process and by no server, by another clock than the machine's.
   *
   * @param folder the current folder
   * @return the exit code; {@code --help} lists them
   */
  public static int execute(
      Clock clock, Path folder, PrintWriter out, PrintWriter err, String... args) {
    var here = Surroundings.ofThisProcess();
    var environment = new HashMap<>(here.environment());
    environment.remove(RemoteServer.VARIABLE);
    var surroundings =
        new Surroundings(folder, environment, here.user(), false, here.in(), clock, here.zone());
    return commandLine(surroundings, args).setOut(out).setErr(err).execute(args);
  }

  /**
   * A command line.
   *
   * @param words that it will be given; without any it has the commands of every module on the
   *     class path
   */
  static CommandLine commandLine(Surroundings surroundings, String... words) {
    return new Prunella(surroundings, null, List.of(words)).commandLine;
  }

  /** The same, as a server runs it for somebody elsewhere. */
  static CommandLine commandLine(
      Surroundings surroundings, ServedProgram.Served served, List<String> words) {
    return new Prunella(surroundings, served, words).commandLine;
  }

  /**
   * The commands of the program, for a server of a project.
   *
   * @param readOnly whether those that change anything are refused
   */
  public static Commands.Program served(Clock clock, Project project, boolean readOnly) {
    var here = Surroundings.ofThisProcess();
    return new ServedProgram(
        new Surroundings(
            project.folder(),
            here.environment(),
            here.user(),
            false,
            here.in(),
            clock,
            here.zone()),
        project,
        readOnly);
  }

  /** Does what was typed: here, or by the server that was named. */
  private int carryOut(ParseResult asked) {
    var leaf = asked.asCommandLineList().getLast();
    try {
      var helped = CommandLine.executeHelpRequest(asked);
      if (helped != null || ServedCommand.isOfTheProgram(asked)) {
        return helped != null ? helped : new RunLast().execute(asked);
      }
      if (served != null) {
        served.require(asked);
        return new RunLast().execute(asked);
      }
      var server = RemoteServer.named(Common.of(leaf.getCommandSpec()), surroundings);
      return server.isPresent() ? sent(asked, server.get()) : new RunLast().execute(asked);
    } catch (Failure e) {
      throw new ExecutionException(leaf, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.INTERRUPTED.code();
    }
  }

  private int sent(ParseResult asked, RemoteServer server) throws InterruptedException {
    ServedCommand.require(asked);
    redaction.remember(server.token());
    var leaf = asked.asCommandLineList().getLast().getCommandSpec();
    return new RemoteCommand(server, console(leaf), surroundings)
        .run(ServedCommand.withoutServer(asked.expandedArgs()));
  }

  /** The root of a command. */
  static Prunella of(CommandSpec spec) {
    return (Prunella) spec.root().userObject();
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Knows the secrets that commands have read. */
  Redaction redaction() {
    return redaction;
  }

  Console console(CommandSpec command) {
    return new Console(
        commandLine.getOut(),
        commandLine.getErr(),
        surroundings,
        interrupts(),
        Optional.ofNullable(served).flatMap(ServedProgram.Served::bar),
        Common.of(command).json);
  }

  private Interrupts interrupts() {
    return served == null ? Interrupts.ofThisProcess() : served.interrupts();
  }

  /** Whether a server runs it for somebody elsewhere. */
  boolean isServed() {
    return served != null;
  }

  /** A project as it is at work: a server's may be in another mode than its file says. */
  Project project(Path folder) {
    return served == null ? ProjectFile.read(folder) : served.project();
  }

  /** Without a subcommand there is nothing to do but to say what there is. */
  @Override
  public void run() {
    commandLine.usage(commandLine.getOut());
  }
}
