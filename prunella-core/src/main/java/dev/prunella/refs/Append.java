package dev.prunella.refs;

/** An entry to be appended to a stream of the journal, if it has exactly {@code position} now. */
public record Append(String stream, long position, String kind, String body) {}
