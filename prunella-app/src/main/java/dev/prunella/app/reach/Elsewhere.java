package dev.prunella.app.reach;

import dev.prunella.app.heal.TableOfDataset;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideRun.Dataset;
import dev.prunella.outside.OutsideState;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tables that runs of others tell of, and by which of their jobs they are made. All names are
 * as their producers write them: untrusted text.
 */
final class Elsewhere {
  private final TableOfDataset ours;
  private final Map<TableName, SortedSet<String>> writers = new TreeMap<>();
  private final Map<String, Known> foreign = new LinkedHashMap<>();

  /**
   * A table that is not ours.
   *
   * @param name as short as its producer has it
   * @param makers jobs that write it
   * @param readers jobs that read it
   * @param state of the newest run that is about it
   * @param told when that was told
   */
  record Known(
      String name,
      String namespace,
      SortedSet<String> makers,
      SortedSet<String> readers,
      OutsideState state,
      Instant told) {}

  private Elsewhere(TableOfDataset ours) {
    this.ours = ours;
  }

  /**
   * By what runs tell.
   *
   * @param tables those of the project and of the lake
   * @param newest the newest first
   */
  static Elsewhere of(Collection<TableName> tables, List<OutsideRun> newest) {
    var elsewhere = new Elsewhere(new TableOfDataset(tables));
    newest.forEach(elsewhere::run);
    return elsewhere;
  }

  private void run(OutsideRun run) {
    var job = run.key().job() + " (" + run.key().namespace() + ")";
    run.outputs().forEach(dataset -> dataset(run, dataset, job, true));
    run.inputs().forEach(dataset -> dataset(run, dataset, job, false));
  }

  private void dataset(OutsideRun run, Dataset dataset, String job, boolean makes) {
    var own = ours.find(dataset);
    if (own.isPresent()) {
      if (makes) {
        Objects.requireNonNull(writers.computeIfAbsent(own.get(), _ -> new TreeSet<>())).add(job);
      }
      return;
    }
    var name = TableOfDataset.foreign(dataset).map(Elsewhere::plain).orElse(dataset.name());
    var known =
        foreign.computeIfAbsent(
            dataset.namespace() + "\n" + name,
            _ ->
                new Known(
                    name,
                    dataset.namespace(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    run.state(),
                    run.told()));
    (makes ? known.makers() : known.readers()).add(job);
  }

  /** For people: without the quotes that SQL would need. */
  private static String plain(TableName name) {
    return String.join(".", name.parts());
  }

  /** The jobs of others that write a table of ours. */
  List<String> writersOf(TableName table) {
    return Optional.ofNullable(writers.get(table)).map(List::copyOf).orElse(List.of());
  }

  /** Tables that are not ours, those of the newest runs first. */
  List<Known> foreign() {
    return new ArrayList<>(foreign.values());
  }
}
