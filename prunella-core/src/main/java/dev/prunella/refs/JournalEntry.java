package dev.prunella.refs;

import java.time.Instant;

/**
 * An entry of a journal as it was kept; never changed and never deleted.
 *
 * @param position its place in the stream, counted from 0 without gaps
 * @param at the writer's time, in whole microseconds
 * @param by who appended it
 * @param body as in {@link Append}
 */
public record JournalEntry(
    String stream, long position, Instant at, String by, String kind, String body) {}
