package dev.prunella.app.reach;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.heal.Remedies;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.MainTables;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.PolicyJson;
import dev.prunella.app.view.ReachJson;
import dev.prunella.app.view.StandingJson;
import dev.prunella.app.view.StatusNow;
import dev.prunella.heal.Policy;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.memory.Note;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads what can be watched, tried and fixed: from the project's files, main's metadata, and what
 * others tell. It reads no rows, tries nothing and reveals no secret.
 */
public final class ReachReader {
  /** Of so many tables it is told; of each its metadata is read. */
  private static final int MOST_TABLES = 500;

  /** So many of the newest runs elsewhere are looked through. */
  private static final int MOST_RUNS = 1_000;

  private final Workspace workspace;
  private final OutsideRuns outside;
  private final Clock clock;

  /**
   * Of a project.
   *
   * @param outside what others tell of their runs
   */
  public ReachReader(Workspace workspace, OutsideRuns outside, Clock clock) {
    this.workspace = workspace;
    this.outside = outside;
    this.clock = clock;
  }

  /** Reads it, for a project as it stands, with its first tables. */
  public ReachJson.View read(StatusNow now) {
    return read(now, 0, MOST_TABLES);
  }

  /**
   * Reads it, with some of the tables; what sums them up is of the first {@value #MOST_TABLES}
   * whichever are told.
   *
   * @param from how many tables are passed over
   * @param limit how many are told at most
   */
  public ReachJson.View read(StatusNow now, int from, int limit) {
    var project = now.project();
    var inForce = new PolicyInForce(workspace, clock);
    var rules = inForce.rules();
    var folder = KnownNotes.in(workspace);
    var notes = KnownNotes.of(folder.notes(), project, workspace, clock);
    var known = new HashMap<TableName, List<Note>>();
    Function<TableName, List<Note>> about =
        table -> Objects.requireNonNull(known.computeIfAbsent(table, notes::about));
    var footings =
        new Footings(
            project,
            table -> intervals(now.status().main(), table),
            table -> converts(about.apply(table)),
            Remedies.mostMemory());
    var tables = new TreeSet<TableName>(project.graph().tables());
    tables.addAll(MainTables.of(workspace.lake()).names());
    var runs =
        outside.newest(Long.MAX_VALUE, MOST_RUNS).stream().map(OutsideRuns.Kept::run).toList();
    var elsewhere = Elsewhere.of(tables, runs);
    var tell = new TableReach(footings, rules.policy(), about, elsewhere);
    var steps = project.graph().inOrder();
    var summed = steps.stream().limit(MOST_TABLES).map(tell::of).toList();
    int to = (int) Math.min((long) from + limit, steps.size());
    var shown =
        to <= summed.size()
            ? summed.subList(Math.min(from, to), to)
            : steps.subList(Math.min(from, to), to).stream().map(tell::of).toList();
    var foreign = Foreigners.of(project, elsewhere);
    var secrets = secrets(project);
    return new ReachJson.View(
        workspace.project().name(),
        workspace.project().settings().mode().name().toLowerCase(Locale.ROOT),
        limits(project, rules, inForce.situation(), folder.problems().size(), now.ofMain()).all(),
        Summary.remedies(summed, Remedies.sorts()),
        Summary.nobodys(Remedies.sorts()),
        Summary.next(summed, secrets),
        shown,
        foreign.stream().limit(MOST_TABLES).toList(),
        secrets,
        Summary.standing(StandingJson.of(workspace, clock, KnownNotes.MOST_INCIDENTS).standing()),
        steps.size(),
        steps.size() > to || foreign.size() > MOST_TABLES,
        steps.size() > to ? String.valueOf(to) : null);
  }

  private Limits limits(
      LoadedProject project,
      PolicyInForce.Rules rules,
      Policy.Situation situation,
      int badNotes,
      boolean ofMain) {
    return new Limits(
        PolicyJson.view(workspace.project().settings().mode(), rules, situation),
        rules.origin().words(),
        ofMain,
        badNotes,
        project.settings().people().channels().size());
  }

  private List<ReachJson.Secret> secrets(LoadedProject project) {
    return NamedSecrets.of(project, workspace.project().lake()).entrySet().stream()
        .map(
            named -> {
              boolean isSet = workspace.secrets().isThere(named.getKey());
              return new ReachJson.Secret(
                  named.getKey(),
                  List.copyOf(named.getValue()),
                  isSet,
                  isSet ? null : "set " + named.getKey() + " where prunella runs");
            })
        .toList();
  }

  private int intervals(Commit main, TableName table) {
    return workspace.lake().table(main, table.key()).map(StepRows::intervals).orElse(0);
  }

  private static boolean converts(List<Note> notes) {
    return notes.stream().anyMatch(n -> n.use() instanceof Note.Use.Convert);
  }
}
