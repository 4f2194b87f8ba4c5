package dev.prunella.app.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code prunella} command. */
@Command(
    name = "prunella",
    description = "Data pipelines that heal themselves, over a lake that branches like git.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = HelpCommand.class)
public final class Prunella implements Runnable {

  private final CommandLine commandLine;

  private Prunella() {
    commandLine = new CommandLine(this);
    for (var provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands().forEach(commandLine::addSubcommand);
    }
  }

  /**
   * Runs the command line and ends the JVM with its exit code: 0 done, 1 failed, 2 not understood.
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line, with the commands of every module on the class path. */
  static CommandLine commandLine() {
    return new Prunella().commandLine;
  }

  /** Without a subcommand there is nothing to do but to say what there is. */
  @Override
  public void run() {
    commandLine.usage(commandLine.getOut());
  }
}
