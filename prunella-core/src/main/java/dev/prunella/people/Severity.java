package dev.prunella.people;

/** How soon somebody must know. */
public enum Severity {
  /** At any hour, at once. */
  URGENT,
  /** Outside of quiet hours; what comes soon after goes together. */
  NORMAL,
  /** Nobody's promise and no consumer is concerned: it waits for company. */
  LOW
}
