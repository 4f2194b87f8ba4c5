package dev.prunella.refs;

import java.util.Map;

/** A commit with the objects that it needs and that are not stored yet. */
record Draft(Commit commit, Map<ObjectId, byte[]> objects) {}
