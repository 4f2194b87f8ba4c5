package dev.prunella.refs;

/** placeholder replaced by the table merge */
public record TableConflict(String sentence) {}
