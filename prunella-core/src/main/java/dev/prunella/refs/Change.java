package dev.prunella.refs;

import java.util.Optional;

/**
 * One entry's wanted change, and what the writer believes stands there now.
 *
 * @param next empty removes the entry
 */
public record Change(EntryKey key, Expected expected, Optional<Entry> next) {

  /** The state on which a change rests: it is refused when that state is no longer so. */
  public sealed interface Expected {
    /** Whatever stands there. */
    record Anything() implements Expected {}

    /** Nothing stands there. */
    record Absent() implements Expected {}

    /** Exactly this entry stands there. */
    record Exactly(Entry entry) implements Expected {}

    /** Whether the belief holds for what is found. */
    default boolean holdsFor(Optional<Entry> found) {
      return switch (this) {
        case Anything() -> true;
        case Absent() -> found.isEmpty();
        case Exactly(Entry entry) -> found.filter(entry::equals).isPresent();
      };
    }
  }

  public static Change create(EntryKey key, Entry entry) {
    return new Change(key, new Expected.Absent(), Optional.of(entry));
  }

  public static Change replace(EntryKey key, Entry expected, Entry next) {
    return new Change(key, new Expected.Exactly(expected), Optional.of(next));
  }

  public static Change remove(EntryKey key, Entry expected) {
    return new Change(key, new Expected.Exactly(expected), Optional.empty());
  }

  /** Sets or removes without looking. */
  public static Change put(EntryKey key, Optional<Entry> next) {
    return new Change(key, new Expected.Anything(), next);
  }
}
