package dev.prunella.app.heal;

import dev.prunella.app.people.Messenger;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealLimits;
import dev.prunella.heal.Healer;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.Remedy;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.memory.Recollection;
import dev.prunella.people.OpenQuestion;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens incidents for runs that did not come through, and wakes the healer. Thread-safe. */
public final class Healing {
  /** Older incidents are looked at when people name them. */
  private static final int MOST_LOOKED_AT = 500;

  /** So often is one looked at that another process is at as well. */
  private static final int MOST_TURNS = 5;

  private final Workspace workspace;
  private final Clock clock;
  private final PublicationWatch publications;
  private final RunIncidents runs;
  private final AfterUndo undone;
  private final Answers answers;
  private final Messenger messenger;

  /** The newest publication when main was looked at last. */
  private volatile String guarded = "";

  /** The same of what was undone: an undo is a publication. */
  private volatile String finished = "";

  private final List<String> trouble = new CopyOnWriteArrayList<>();

  public Healing(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
    this.undone = new AfterUndo(workspace, clock);
    this.publications = new PublicationWatch(workspace, new PolicyInForce(workspace, clock), clock);
    this.runs = new RunIncidents(workspace, clock);
    this.answers = new Answers(workspace, clock);
    this.messenger = new Messenger(workspace, clock, () -> KnownNotes.project(workspace));
  }

  /** Who asks people what incidents ask. */
  public Messenger messenger() {
    return messenger;
  }

  /**
   * Makes an incident of a run that did not come through; joins the one that is open for the same.
   *
   * @return empty for a run that has published everything, or was told to end
   */
  public Optional<IncidentId> after(RunState run) {
    return runs.after(run);
  }

  /**
   * Makes an incident of a run that was killed again and again and is not gone on with by itself;
   * its owner is asked. Once, however often this is called for it.
   */
  public IncidentId left(RunState run) {
    return runs.left(run);
  }

  /**
   * Closes the incidents that runs have settled which a person has started, also while healing is
   * paused: nothing is left to ask.
   *
   * @return those that were closed
   */
  public List<IncidentId> settled(List<RunState> published) {
    try {
      return runs.settle(published);
    } catch (RuntimeException e) {
      // The data are published; whoever looks at the incident next closes it.
      trouble.add("incidents stay open that may be over: " + e.getMessage());
      return List.of();
    }
  }

  /**
   * Makes incidents of the newest runs of their intervals that did not come through, where nobody
   * came to do so.
   *
   * @return those that were killed and can be gone on with: they are no incidents yet
   */
  public List<RunState> catchUp() {
    return runs.catchUp();
  }

  /** How many runs {@link #catchUp} would make incidents of, or tell of. */
  public int unhealed() {
    return runs.unhealed().size();
  }

  /** Does what {@link #after} or {@link #left} would have done, where nobody came to call it. */
  public void missed(RunState run) {
    runs.missed(run);
  }

  /** The incidents that are open, the oldest first. */
  public List<IncidentState> open() {
    return runs.allOpen();
  }

  /**
   * Looks whether people have damaged what pipelines make, and puts it back where that is allowed.
   * To be called before runs build on it.
   */
  public void guard() {
    var newest =
        workspace.lake().lake().store().publications(1).stream()
            .map(p -> p.to().hex())
            .findFirst()
            .orElse("");
    if (!newest.equals(finished)) {
      finishUndone(newest);
    }
    if (paused().isEmpty() && !newest.equals(guarded)) {
      watch().look(workspace.incidents().states(MOST_LOOKED_AT));
      guarded = newest;
    }
  }

  /** On what a schedule must not build now, the oldest question first. */
  public List<InTheWay> inTheWay() {
    return watch().inTheWay(open()).stream()
        .map(
            i ->
                new InTheWay(
                    i.symptoms().stream().map(Symptom::table).collect(Collectors.toSet()),
                    "nothing is run until " + i.id() + " is answered: " + sentence(i)))
        .toList();
  }

  /**
   * Tables of main that may lack rows since a person has changed them by hand, with words about it.
   */
  public Map<TableName, String> lacking() {
    return watch().lacking();
  }

  /** Also while it is paused: runs go by the corrections that lie in the folder. */
  private void finishUndone(String newest) {
    try {
      undone.look(workspace.incidents().states(MOST_LOOKED_AT));
      finished = newest;
    } catch (RuntimeException e) {
      var message = "what was undone is not finished: " + e.getMessage();
      if (!trouble.contains(message)) {
        trouble.add(message);
      }
    }
  }

  private MainWatch watch() {
    return new MainWatch(workspace, new PolicyInForce(workspace, clock), clock);
  }

  /** By whom and why nothing is tried at present; empty while it is not paused. */
  public Optional<HealingEvent.Paused> paused() {
    return workspace.healing().state().paused();
  }

  /** Does what can be done now for all that are open; nothing while healing is paused. */
  public List<IncidentState> wake(Cancellation cancellation) {
    if (paused().isPresent()) {
      return List.of();
    }
    trouble.clear();
    var before = workspace.lake().lake().head(Ref.MAIN);
    guard();
    watch(cancellation);
    var healed = new ArrayList<IncidentState>();
    for (var incident : open()) {
      if (cancellation.isCancelled()) {
        break;
      }
      try {
        healed.add(look(incident.id(), Healer.When.DUE, cancellation));
      } catch (RuntimeException e) {
        // One that cannot be looked at must not stand in the way of the others.
        trouble.add(incident.id() + ": " + e.getMessage());
      }
    }
    readersHear(before);
    tell();
    return healed;
  }

  /** Others are told how tables stand that were healed, put back or taken back. */
  private void readersHear(Commit before) {
    try {
      var lake = workspace.lake().lake();
      var changed = new TreeSet<TableName>();
      lake.diff(before, lake.head(Ref.MAIN), d -> changed.add(TableName.of(d.key())));
      workspace.lineage().standings(changed, () -> KnownNotes.project(workspace));
    } catch (RuntimeException e) {
      trouble.add("lineage: how tables stand could not be told: " + e.getMessage());
    }
  }

  /** Looks at what was published: before others are healed that it may be to blame for. */
  private void watch(Cancellation cancellation) {
    try {
      publications.look(workspace.incidents().states(MOST_LOOKED_AT), cancellation);
    } catch (RuntimeException e) {
      trouble.add("what was published cannot be watched: " + e.getMessage());
    }
  }

  /**
   * Asks people what is to be asked now. What stands in the way of that is no matter of healing.
   */
  private void tell() {
    try {
      trouble.addAll(messenger.carryOut(open()));
    } catch (RuntimeException e) {
      trouble.add("people: " + e.getMessage());
    }
  }

  /** What stood in the way when all were looked at last, incident by incident. */
  public List<String> trouble() {
    return List.copyOf(trouble);
  }

  /** When the first is to be looked at again, or somebody to be asked; empty where none waits. */
  public Optional<Instant> next() {
    var open = open();
    return Stream.concat(
            open.stream()
                .filter(i -> i.waits() < HealLimits.DEFAULT.waits())
                .flatMap(i -> i.waiting().stream())
                .map(IncidentEvent.Waiting::until),
            nextMessage(open).stream())
        .min(Comparator.naturalOrder());
  }

  private Optional<Instant> nextMessage(List<IncidentState> open) {
    try {
      return messenger.next(open);
    } catch (RuntimeException e) {
      // The next look says so, and may find it mended.
      return Optional.of(clock.instant().plus(HealLimits.DEFAULT.look()));
    }
  }

  /** Does what can be done now for one; nothing while healing is paused. */
  public IncidentState heal(IncidentId id, Cancellation cancellation) {
    return heal(id, Healer.When.DUE, cancellation);
  }

  /** The same for one that a person names: it is looked at although it waits. */
  public IncidentState heal(IncidentId id, Healer.When when, Cancellation cancellation) {
    var before = workspace.lake().lake().head(Ref.MAIN);
    var healed = look(id, when, cancellation);
    readersHear(before);
    if (paused().isEmpty()) {
      tell();
    }
    return healed;
  }

  private IncidentState look(IncidentId id, Healer.When when, Cancellation cancellation) {
    answers.settle(workspace.incidents().state(id).orElseThrow());
    var state = workspace.incidents().state(id).orElseThrow();
    if (paused().isPresent()
        || !state.isOpen()
        || Answers.isDismissed(workspace.incidents().events(id))) {
      return state;
    }
    if (state.isElsewhere()) {
      new ElsewhereCare(workspace, clock).look(id);
      return workspace.incidents().state(id).orElseThrow();
    }
    try {
      look(state, when, cancellation);
    } finally {
      // Also where looking has failed: then it is people who must.
      new Suspicion(workspace, clock).tell(id);
      new Unasked(workspace, clock).look(id);
    }
    return workspace.incidents().state(id).orElseThrow();
  }

  private void look(IncidentState state, Healer.When when, Cancellation cancellation) {
    if (state.isByHand()) {
      watch().answered(state);
      return;
    }
    var afterDeath = new AfterDeath(workspace, clock);
    afterDeath.finish(state);
    if (!afterDeath.isDeadly(state)) {
      int before = workspace.incidents().events(state.id()).size();
      var after = healer(state, cancellation).heal(state.id(), when, cancellation);
      CodeProposal.write(workspace, after, before);
    }
  }

  /** How an incident stands, in a sentence. */
  public String sentence(IncidentState incident) {
    return incident
        .closed()
        .map(c -> c.end().name().toLowerCase(Locale.ROOT) + ": " + c.sentence())
        .or(
            () ->
                incident.asked().map(a -> a.to().orElse("somebody") + " is asked: " + a.question()))
        .or(() -> incident.waiting().map(w -> w.why() + ", not before " + w.until()))
        .orElse("open");
  }

  /** What would be tried for an incident now, in order; nothing is tried. */
  public List<Remedy> plan(IncidentState incident, Cancellation cancellation) {
    if (incident.isElsewhere()) {
      return List.of();
    }
    return healer(incident, cancellation).plan(incident);
  }

  /** Keeps a person's answer, and goes on with the incident at once. */
  public IncidentState answer(
      IncidentId id, String by, String option, String why, Cancellation cancellation) {
    int question = OpenQuestion.number(workspace.incidents().events(id));
    if (!accept(id, question, by, option, why)) {
      throw new LakeException(
          Problem.CONFLICT, id + " does not ask that any more: prunella incidents " + id.number());
    }
    return goOn(id, cancellation);
  }

  /**
   * Goes on with an incident whose answer is kept. Where another process is at it just then, it is
   * looked at once more; whoever stays at it heeds the answer.
   */
  public IncidentState goOn(IncidentId id, Cancellation cancellation) {
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      try {
        return heal(id, cancellation);
      } catch (LakeException e) {
        if (e.problem() != Problem.CONFLICT) {
          throw e;
        }
      }
    }
    return workspace.incidents().state(id).orElseThrow();
  }

  /**
   * Keeps a person's answer to exactly that question; {@link #goOn} then goes on with it, now or
   * after a crash.
   *
   * @param question which of the incident's
   * @return false where it is not open any more, or cannot be answered so: then nothing is kept
   */
  public boolean accept(IncidentId id, int question, String by, String option, String why) {
    return answers.take(id, question, by, option, why);
  }

  private Healer healer(IncidentState incident, Cancellation cancellation) {
    var past = new Recollection(workspace.cases(), incident, new Contents(workspace, incident));
    return new Healer(
        workspace.incidents(),
        new WorkspaceSandbox(workspace),
        new OwnersAndBeliefs(workspace, past, clock),
        new WorkspaceMeans(
            workspace, incident, KnownNotes.of(workspace, clock), past, cancellation),
        new PolicyInForce(workspace, clock),
        new WorkspaceConnector(workspace),
        HealLimits.DEFAULT,
        clock);
  }
}
