package dev.prunella.pipeline;

import dev.prunella.contract.CodePlace;
import dev.prunella.refs.LakeException;
import java.util.Map;
import java.util.Optional;

/**
 * Why a step did not succeed, as it was observed; what it means is for a diagnosis to say.
 *
 * @param message what happened, in the words of whoever noticed; untrusted text
 * @param place where in the project's files, when it is known
 * @param next what a person would do now; may be empty
 * @param facts what else was observed, such as {@code exit}, {@code signal}, {@code status}
 */
public record Fault(
    Kind kind, String message, Optional<CodePlace> place, String next, Map<String, String> facts) {

  /** The sort of thing that was observed. */
  public enum Kind {
    /** The engine's parser does not understand the SQL. */
    SQL_INVALID("the SQL is not understood"),
    UNKNOWN_COLUMN("there is no such column"),
    UNKNOWN_TABLE("there is no such table"),
    /** Values do not have, or cannot be given, the type that is asked for. */
    TYPE_MISMATCH("a value or column has another type"),
    /** What arrives has other columns than the table, or than was declared. */
    SCHEMA_CHANGED("the columns have changed"),
    /** Null in a required column, or a key given twice. */
    CONSTRAINT("a rule of the table does not hold"),
    /** Bytes that are not what they are said to be: cut off, corrupt, another format. */
    BAD_BYTES("the bytes cannot be read"),
    /** The interval has no file yet, or a table's file is gone. */
    MISSING("something is missing"),
    NO_ROWS("no rows came"),
    SOURCE_UNREACHABLE("the source cannot be reached"),
    /** The source answered, and declined: too many requests, an error of its own. */
    SOURCE_FAILED("the source failed"),
    ACCESS_DENIED("access is denied"),
    OUT_OF_MEMORY("the memory did not suffice"),
    DISK_FULL("the disk is full"),
    TIMED_OUT("it took too long"),
    /** A process ended by itself with an error, or by a signal. */
    PROCESS_FAILED("a process failed"),
    /** SQL reached for what a model may not touch. */
    REFUSED("it is not allowed"),
    CONFLICT("others changed the same"),
    /** It was made, and did not pass what it is judged by. */
    HELD("it is held"),
    /** Any other failure of the engine while it computed. */
    FAILED("it failed");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** Among the facts of a load's fault: the batch that its source had brought. */
  public static final String BATCH = "batch";

  /** Among the facts: the status by which an HTTP server declined. */
  public static final String STATUS = "status";

  /** Among the facts: a reference to a secret that is not there. */
  public static final String SECRET = "secret";

  /** Among the facts: the column that it is about, as the file or the table calls it. */
  public static final String COLUMN = "column";

  /** Among the facts: a value that does not fit, cut where it is long. */
  public static final String VALUE = "value";

  /**
   * Among the facts: the step is as it was when its results were right, so that what it is made
   * from is in doubt, too.
   */
  public static final String INPUTS_IN_DOUBT = "inputs in doubt";

  public Fault {
    facts = Map.copyOf(facts);
  }

  public static Fault of(Kind kind, String message, String next) {
    return new Fault(kind, message, Optional.empty(), next, Map.of());
  }

  /** An exception that knows which fault it stands for. */
  public interface Told {
    Fault fault();
  }

  /** An exception of an adapter: what it tells, or what can be said where it tells nothing. */
  static Fault of(RuntimeException e) {
    if (e instanceof Told told) {
      return told.fault().with("exception", e.getClass().getName());
    }
    var message = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    var kind =
        e instanceof LakeException lake
            ? switch (lake.problem()) {
              case STORAGE_FULL -> Kind.DISK_FULL;
              case FILE_MISSING -> Kind.MISSING;
              case CONFLICT, TOO_BUSY -> Kind.CONFLICT;
              default -> Kind.FAILED;
            }
            : Kind.FAILED;
    var next = e instanceof LakeException lake ? lake.problem().nextStep() : null;
    return of(kind, message, next == null ? "" : next).with("exception", e.getClass().getName());
  }

  public Fault at(CodePlace where) {
    return new Fault(kind, message, Optional.of(where), next, facts);
  }

  public Fault with(String fact, String value) {
    var more = new java.util.HashMap<>(facts);
    more.put(fact, value);
    return new Fault(kind, message, place, next, more);
  }

  /** The same of a step that is as it was when its results were right. */
  public Fault doubtingInputs() {
    return with(INPUTS_IN_DOUBT, "the step is as it was, and fails by the values that it reads");
  }

  /** Whether what the step reads is kept from being published, too. */
  boolean doubtsInputs() {
    return facts.containsKey(INPUTS_IN_DOUBT);
  }
}
