package dev.prunella.contract;

/** What it means when a check does not hold. */
public enum Severity {
  /** Nothing that rests on the table is published. */
  ERROR,
  /** It is told, and publication goes on. */
  WARN
}
