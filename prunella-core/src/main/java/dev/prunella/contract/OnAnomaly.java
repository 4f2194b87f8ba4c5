package dev.prunella.contract;

/** What an anomaly that nobody can explain does to a table's publication. */
public enum OnAnomaly {
  HOLD,
  WARN
}
