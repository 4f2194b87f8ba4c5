package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * A sort of thing that goes wrong.
 *
 * @param name by which scenarios call it
 * @param layer where it happens
 * @param failure what a good diagnosis calls it
 * @param says what happens, in a sentence
 * @param about what it is about, as scenarios name it by {@code at}
 * @param parameters what it wants to know beside place and time, all optional
 * @param legitimate whether it is no fault at all: the world has changed, and the twin's with it
 */
public record Kind(
    String name,
    Layer layer,
    Failure failure,
    String says,
    About about,
    List<Parameter> parameters,
    boolean legitimate,
    Maker maker) {

  public Kind {
    parameters = List.copyOf(parameters);
  }

  /** Whether it is there until somebody puts it right. */
  boolean stays() {
    return layer == Layer.CODE || name.equals("little-memory") || name.startsWith("reference-");
  }

  /** What a kind is about, by its table. */
  public enum About {
    FEED("a feed"),
    FILES("a feed that brings files"),
    TEXTS("a feed that brings CSV files"),
    ANSWERS("a feed that is asked for over HTTP"),
    REFERENCE("a reference"),
    MODEL("a model"),
    NOTHING("no one table");

    /** For a sentence. */
    public final String words;

    About(String words) {
      this.words = words;
    }
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
