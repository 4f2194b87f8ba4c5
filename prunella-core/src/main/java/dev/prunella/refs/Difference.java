package dev.prunella.refs;

import java.util.Optional;

/** One entry that differs between two commits; empty where it is absent. */
public record Difference(EntryKey key, Optional<Entry> before, Optional<Entry> after) {}
