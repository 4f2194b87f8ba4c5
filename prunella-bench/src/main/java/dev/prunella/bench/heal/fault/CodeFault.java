package dev.prunella.bench.heal.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A model that somebody has changed, or a file of the project that somebody has spoilt. */
final class CodeFault extends Fault {
  private final Path file;
  private final String text;
  private final String told;
  private final Set<String> affects;

  /**
   * A change of a file, which stays.
   *
   * @param file in the project
   * @param text what it holds from then on
   * @param affects tables, by the ground's own names
   */
  CodeFault(Path file, String text, String told, Set<String> affects) {
    this.file = file;
    this.text = text;
    this.told = told;
    this.affects = Set.copyOf(affects);
  }

  @Override
  public String told() {
    return told;
  }

  @Override
  public Set<String> affects() {
    return affects;
  }

  @Override
  public void before(Stage stage, int tick) throws IOException {
    if (tick == 0) {
      Files.writeString(file, text);
    }
  }

  @Override
  public void mend(Stage stage) throws IOException {
    stage.world().putRight(file, stage.tick());
  }
}
