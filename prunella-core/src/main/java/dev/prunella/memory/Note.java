package dev.prunella.memory;

import dev.prunella.heal.Reference;
import dev.prunella.heal.SentHeader;
import dev.prunella.incident.NoteVersion;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that a person knows, with what it is about and how long it holds.
 *
 * @param use what may be done by it
 * @param owner who answers for it
 * @param learnt where it comes from, if not from somebody's head; for people
 * @param example a failure, and what comes of the note there
 * @param text for people only; nothing acts on it
 */
public record Note(
    NoteVersion id,
    String title,
    Scope scope,
    Validity validity,
    Use use,
    Optional<String> owner,
    Optional<String> learnt,
    Optional<Example> example,
    String text) {

  /** What may be done by a note. */
  public sealed interface Use {
    /** The source answers only while the window is open. */
    record RetryIn(Window window) implements Use {}

    /** What fails while the window is open is waited out. */
    record WaitOut(Window window) implements Use {}

    /** Somebody else than the table's owner is asked. */
    record Ask(String who) implements Use {}

    /** Numbers of a column may come in another unit, for which a table has the rates. */
    record Convert(Reference reference) implements Use {}

    /** The source's server may want a header with a credential. */
    record SendHeader(SentHeader header) implements Use {}

    /** It is for people alone. */
    record Fact() implements Use {}

    /** As files and JSON write it. */
    default String word() {
      return switch (this) {
        case RetryIn _ -> "retry_later";
        case WaitOut _ -> "wait_out";
        case Ask _ -> "ask";
        case Convert _ -> "convert";
        case SendHeader _ -> "send_header";
        case Fact _ -> "nothing";
      };
    }

    /** What is done, for people. */
    default String words() {
      return switch (this) {
        case RetryIn(var window) -> "retry within " + window;
        case WaitOut(var window) -> "wait out " + window;
        case Ask(var who) -> "ask " + who;
        case Convert(var reference) -> reference.words();
        case SendHeader(var header) -> "send " + header.words();
        case Fact() -> "for people";
      };
    }

    /** Whether not both can be right of one table. */
    default boolean contradicts(Use other) {
      return switch (this) {
        case RetryIn _ -> other instanceof RetryIn && !other.equals(this);
        case Ask _ -> other instanceof Ask && !other.equals(this);
        case Convert(var mine) ->
            other instanceof Convert(var its)
                && mine.column().equalsIgnoreCase(its.column())
                && !mine.saysSameAs(its);
        case SendHeader(var mine) ->
            other instanceof SendHeader(var its) && mine.isOfSameName(its) && !mine.equals(its);
        case WaitOut _, Fact _ -> false;
      };
    }
  }

  /**
   * Whether not both can be right of one table from a moment on: what answers only in a window that
   * lies within maintenance would never be tried again.
   */
  boolean contradicts(Note other, Instant now) {
    return use.contradicts(other.use)
        || leavesNoTime(this, other, now)
        || leavesNoTime(other, this, now);
  }

  private static boolean leavesNoTime(Note answers, Note maintenance, Instant now) {
    return answers.use instanceof Use.RetryIn(var window)
        && maintenance.use instanceof Use.WaitOut(var shut)
        && answers.validity.holdsFor(now, Window.WEEK)
        && maintenance.validity.holdsFor(now, Window.WEEK)
        && window.isWithin(shut, now);
  }

  /**
   * From when to when it holds.
   *
   * @param until no part of it
   * @param review from then on somebody must have looked at it again
   */
  public record Validity(
      Optional<Instant> from, Optional<Instant> until, Optional<Instant> review) {
    /** How it stands at a moment. */
    public enum Standing {
      HOLDS("holds"),
      NOT_YET("does not hold yet"),
      OVER("is over"),
      TO_REVIEW("is past its review date");

      private final String words;

      Standing(String words) {
        this.words = words;
      }

      public String words() {
        return words;
      }
    }

    /** Whether it neither ends nor is to be looked at again within a time. */
    boolean holdsFor(Instant now, Duration time) {
      return Stream.concat(until.stream(), review.stream())
          .noneMatch(end -> end.isBefore(now.plus(time)));
    }

    public Standing at(Instant now) {
      if (from.filter(now::isBefore).isPresent()) {
        return Standing.NOT_YET;
      }
      if (until.filter(u -> !now.isBefore(u)).isPresent()) {
        return Standing.OVER;
      }
      return review.filter(r -> !now.isBefore(r)).isPresent() ? Standing.TO_REVIEW : Standing.HOLDS;
    }
  }

  /**
   * What the note does to one failure: tested on demand.
   *
   * @param failure the text, where the note is about one
   * @param at when it happened
   * @param value in the other unit, for a note that converts
   * @param unit which one that is
   * @param day the value's own
   * @param expect what comes of it: until when it is waited, who is asked, what the value becomes
   */
  public record Example(
      TableName table,
      String failure,
      Optional<Instant> at,
      Optional<BigDecimal> value,
      Optional<String> unit,
      Optional<LocalDate> day,
      String expect) {}
}
