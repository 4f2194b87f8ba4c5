package dev.prunella.local.incidents;

import dev.prunella.incident.IncidentEvent;
import java.time.Instant;

/**
 * How events of one kind are kept: what is written and what is read stand together, for what is
 * written once is read for good.
 */
abstract class EventCodec<E extends IncidentEvent> {
  private final String kind;

  /**
   * For a kind.
   *
   * @param kind what its entries are called in the journal; never changed
   */
  EventCodec(String kind) {
    this.kind = kind;
  }

  String kind() {
    return kind;
  }

  /** Writes what it says, beside its time. */
  abstract void write(E event, Writing json);

  /**
   * Reads what was written by this version or an earlier one.
   *
   * @throws IllegalArgumentException if it was not
   */
  abstract E read(Instant at, Reading json);

  Entry<E> of(E event) {
    return new Entry<>(this, event);
  }

  /** An event, and how its kind is kept. */
  record Entry<E extends IncidentEvent>(EventCodec<E> codec, E event) {
    String kind() {
      return codec.kind();
    }

    void to(Writing json) {
      codec.write(event, json);
    }
  }
}
