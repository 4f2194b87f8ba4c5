package dev.prunella.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process with this program's classes, which can be killed. */
public final class ChildJava {
  private ChildJava() {}

  /**
   * The command that starts it.
   *
   * @param options of the Java machine, beside those that all need
   */
  public static List<String> command(List<String> options, Class<?> main, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(cache());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  /** The cache of loaded classes that this process was started with, if it was. */
  private static List<String> cache() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:AOTCache="))
        .toList();
  }
}
