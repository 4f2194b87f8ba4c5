package dev.prunella.pipeline;

import dev.prunella.refs.Entry;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a step's result depends on, as one short text: equal fingerprints, equal rows. What stood in
 * the table before is left out; who wants to reuse a result looks at that as well.
 */
final class Fingerprint {
  private static final int LENGTH = 32;

  private Fingerprint() {}

  static String of(StepTask task, Map<TableName, Entry> inputs) {
    var step = task.step();
    var text = new StringBuilder();
    line(text, "code", step.code());
    line(text, "how", step.how().toString());
    step.guards().forEach(guard -> line(text, "guard", guard.toString()));
    step.corrections().stream()
        .filter(correction -> correction.isFor(task))
        .forEach(correction -> line(text, "correction", correction.key()));
    task.interval().ifPresent(i -> line(text, "interval", i + " " + task.zone()));
    if (!step.repeatable()) {
      line(text, "run", task.run() + " " + task.runAt() + " " + task.seed());
    }
    new TreeMap<>(inputs).forEach((name, entry) -> line(text, "input " + name, entry.toString()));
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return ObjectId.of(bytes).hex().substring(0, LENGTH);
  }

  /** Lengths before texts, so that no two lists of texts are written alike. */
  private static void line(StringBuilder to, String what, String value) {
    to.append(what.length()).append(' ').append(what).append(' ');
    to.append(value.length()).append(' ').append(value).append('\n');
  }
}
