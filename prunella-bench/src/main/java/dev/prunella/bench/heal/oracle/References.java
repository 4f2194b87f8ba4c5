package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.Variant;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The worlds with which plays of one world are compared. Each is played in the same folder from the
 * same history, and kept for the plays that follow.
 */
public final class References {
  /** Rows that the product laid aside, and no table of the project. */
  static final String QUARANTINE = "__quarantine";

  private final World world;
  private final Path folder;
  private final Map<String, Reference> known = new HashMap<>();
  private int made;
  private @Nullable CommitId baseCommit;

  /**
   * None yet.
   *
   * @param folder for rows that are kept
   */
  public References(World world, Path folder) {
    this.world = world;
    this.folder = folder;
  }

  /** As if no fault had happened. */
  public Reference twin(Script script, Stage stage, int then) throws IOException, SQLException {
    var legitimate = script.legitimate();
    return known(
        "twin " + legitimate.told() + then, () -> play(legitimate, stage, then, _ -> Set.of()));
  }

  /** As if what cannot be right had been left as it was, with all that is made of it. */
  public Reference gap(Script script, Stage stage, int then) throws IOException, SQLException {
    var without = new ArrayList<Set<TableName>>();
    for (int tick = 0; tick < then; tick++) {
      without.add(tables(script.affects(tick)));
    }
    return without(script, stage, without);
  }

  /** As if some tables had been left as they were, interval by interval. */
  public Reference without(Script script, Stage stage, List<Set<TableName>> without)
      throws IOException, SQLException {
    var legitimate = script.legitimate();
    var sorted = without.stream().map(TreeSet::new).toList();
    return known(
        "gap " + legitimate.told() + sorted,
        () -> play(legitimate, stage, without.size(), without::get));
  }

  /** As if nobody had judged anything. */
  public Reference damaged(Script script, Stage stage, int then) throws IOException, SQLException {
    return play(script, stage, then, null);
  }

  /** The tables as they are after the history. */
  public Reference.State base() throws IOException, SQLException {
    return known(
            "base",
            () -> {
              world.restore();
              try (var lake = world.lake(world.morning(0))) {
                baseCommit = lake.lake().head(Ref.MAIN).id();
                return new Reference(
                    List.of(state(lake, lake.lake().head(Ref.MAIN), Map.of(), new HashMap<>())));
              }
            })
        .last();
  }

  /** Main's head after the history. */
  public CommitId baseCommit() {
    return Objects.requireNonNull(baseCommit, "the base was not looked at");
  }

  private interface Making {
    Reference make() throws IOException, SQLException;
  }

  private Reference known(String key, Making making) throws IOException, SQLException {
    var there = known.get(key);
    if (there == null) {
      there = making.make();
      known.put(key, there);
    }
    return there;
  }

  private Set<TableName> tables(Set<String> logical) {
    return logical.stream()
        .map(t -> TableName.of(world.names().table(t)))
        .collect(Collectors.toSet());
  }

  private Set<TableName> existing(ReferenceRuns runs, Set<TableName> wanted) {
    var there = new TreeSet<TableName>();
    runs.workspace()
        .code()
        .project()
        .pipelines()
        .forEach(p -> there.addAll(p.pipeline().graph().tables()));
    there.retainAll(wanted);
    return there;
  }

  /**
   * Plays.
   *
   * @param without tables that are left alone, for an interval; null for a world that nobody judges
   */
  private Reference play(
      Script script, Stage stage, int then, @Nullable IntFunction<Set<TableName>> without)
      throws IOException, SQLException {
    world.restore();
    var states = new ArrayList<Reference.State>();
    var entries = new HashMap<String, Entry>();
    int gaps = 0;
    try (var variant =
            without == null
                ? Variant.of(world.project()).unjudged()
                : Variant.of(world.project()).byContractsAlone();
        var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
      for (int tick = 0; tick < then; tick++) {
        stage.at(world.morning(tick), tick);
        script.deliver(stage, tick);
        script.before(stage, tick);
        runs.filesChanged();
        var ended =
            runs.run(
                world.ground().pipeline(),
                world.day(tick),
                without == null ? Set.of() : existing(runs, without.apply(tick)));
        // What cannot be right may hold up what follows; without a fault nothing may be in the way.
        if (without != null
            && without.apply(tick).isEmpty()
            && gaps == 0
            && !ended.outcome().complete()) {
          throw new IOException(
              "the world to compare with was not published for "
                  + world.day(tick)
                  + ": "
                  + ended.sentence());
        }
        gaps += without == null ? 0 : without.apply(tick).size();
        var lake = runs.workspace().lake();
        states.add(
            state(
                lake,
                lake.lake().head(Ref.MAIN),
                states.isEmpty() ? Map.of() : states.getLast().tables(),
                entries));
        script.after(stage, tick);
      }
    } finally {
      script.end(stage);
      world.restore();
    }
    return new Reference(states);
  }

  private Reference.State state(
      LocalLake lake, Commit commit, Map<String, Content> before, Map<String, Entry> entries)
      throws IOException, SQLException {
    var tables = new HashMap<String, Content>();
    var rows = new HashMap<String, Path>();
    var to = Files.createDirectories(folder.resolve("reference-" + made++));
    try (var lease = lake.duckDb().lease()) {
      for (var table : tables(lake, commit).entrySet()) {
        var name = table.getKey();
        var loaded = lake.table(commit, EntryKey.relation(name)).orElseThrow();
        boolean same = table.getValue().equals(entries.put(name, table.getValue()));
        tables.put(
            name,
            same && before.containsKey(name)
                ? before.get(name)
                : Content.of(lease.connection(), lake.reader(), loaded));
        var file = to.resolve(name + ".parquet");
        Content.copy(lease.connection(), lake.reader(), loaded, file);
        rows.put(name, file);
      }
    }
    return new Reference.State(tables, rows);
  }

  /** Tables of a commit that steps make. */
  static Map<String, Entry> tables(LocalLake lake, Commit commit) {
    var tables = new TreeMap<String, Entry>();
    lake.lake()
        .entries(
            commit,
            (key, entry) -> {
              if (key.kind() == EntryKey.Kind.RELATION
                  && entry instanceof Entry.Table
                  && !key.name().endsWith(QUARANTINE)) {
                tables.put(key.toString(), entry);
              }
            });
    return tables;
  }
}
