package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.scenario.Scenario.Planned;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * A sort of thing that goes wrong.
 *
 * @param name by which scenarios call it
 * @param layer where it happens
 * @param failure what a good diagnosis calls it
 * @param says what happens, in a sentence
 * @param parameters what it wants to know beside place and time, all optional
 * @param legitimate whether it is no fault at all: the world has changed, and the twin's with it
 */
public record Kind(
    String name,
    Layer layer,
    Failure failure,
    String says,
    Set<String> parameters,
    boolean legitimate,
    Maker maker) {

  public Kind {
    parameters = Set.copyOf(parameters);
  }

  /** Whether it is there until somebody puts it right. */
  boolean stays() {
    return layer == Layer.CODE || name.equals("little-memory") || name.startsWith("reference-");
  }

  /** Where it happens. */
  public enum Layer {
    SOURCE,
    VALUES,
    CODE,
    PEOPLE,
    INFRASTRUCTURE,
    /** Nothing is wrong. */
    LIFE
  }

  /** The classes of failures. */
  public enum Failure {
    INFRASTRUCTURE,
    CODE,
    DATA,
    TRANSIENT_THIRD_PARTY,
    NONE;

    /** As the product writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Makes a fault for a play, with all that is left to chance chosen. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes it.
     *
     * @throws Unplayable when the world has no place for it
     */
    Fault make(Planned plan, Stage stage) throws IOException, SQLException;
  }

  /** The world has no place for a fault. */
  public static final class Unplayable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unplayable(String why) {
      super(why);
    }
  }
}
