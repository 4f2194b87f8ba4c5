package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the fates of all steps come to for their run. */
final class Fates {
  private Fates() {}

  /** The tables that are not ready because of themselves. */
  static Set<TableName> failed(Map<TableName, Fate> fates) {
    var failed = new TreeSet<TableName>();
    fates.forEach(
        (table, fate) -> {
          switch (fate) {
            case Fate.Failed _, Fate.Held _ -> failed.add(table);
            case Fate.Skipped(), Fate.Cancelled(), Fate.Ready _ -> {}
          }
        });
    return failed;
  }

  /** How a run ends that publishes nothing because not all of these are ready. */
  static RunEvent.Outcome outcome(Map<TableName, Fate> fates) {
    return fates.values().stream().anyMatch(Fate.Failed.class::isInstance)
        ? RunEvent.Outcome.FAILED
        : RunEvent.Outcome.HELD;
  }

  /** Which tables failed and which are held, for people. */
  static String sentence(Map<TableName, Fate> fates) {
    var parts = new ArrayList<String>();
    var failed = names(fates, Fate.Failed.class);
    if (!failed.isEmpty()) {
      parts.add(failed + " failed");
    }
    var held = names(fates, Fate.Held.class);
    if (!held.isEmpty()) {
      parts.add(held + " held");
    }
    return String.join(", ", parts);
  }

  private static String names(Map<TableName, Fate> fates, Class<? extends Fate> kind) {
    return fates.entrySet().stream()
        .filter(e -> kind.isInstance(e.getValue()))
        .map(e -> e.getKey().toString())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static Map<TableName, Fate.Ready> results(Map<TableName, Fate> fates) {
    var results = new HashMap<TableName, Fate.Ready>();
    fates.forEach(
        (table, fate) -> {
          if (fate instanceof Fate.Ready ready) {
            results.put(table, ready);
            ready.aside().ifPresent(q -> results.put(q.table(), laidAside(q, ready)));
          }
        });
    return results;
  }

  /** What was laid aside is published with its table. */
  private static Fate.Ready laidAside(Quarantined q, Fate.Ready with) {
    return new Fate.Ready(
        with.asideOnMain(), q.after(), with.inputs(), Optional.empty(), Optional.empty());
  }
}
