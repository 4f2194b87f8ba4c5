package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Sandbox.Proof;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Impact;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunResult;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The loop by itself: what it makes of trials, proofs and decisions. */
class HealerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final TableName ORDERS = TableName.of("orders");

  private final Journal journal = new Journal();
  private final Box box = new Box();
  private final FakeConnector source = new FakeConnector();
  private Autonomy allowed = Autonomy.AUTO;
  private Optional<RemedyFamily> mustBeAsked = Optional.empty();
  private Known.Advice advice = new Known.Advice(List.of(), Optional.empty());
  private Optional<Means.Slip> slip = Optional.empty();

  @Test
  void whatComesThroughIsPublishedInTheTransactionOfTheIncident() {
    box.trials.add(new Rehearsed(1, List.of(), List.of(), true));
    var state = heal();
    assertThat(state.closed().orElseThrow().end()).isEqualTo(End.HEALED);
    assertThat(state.published()).hasSize(1);
    assertThat(box.published).containsExactly(new RunId(1));
  }

  @Test
  void aProofThatNobodyCanGiveIsNone() {
    box.trials.add(new Rehearsed(1, List.of(), List.of(Proof.unknown("nobody can say")), true));
    var state = heal();
    assertThat(state.isOpen()).isTrue();
    assertThat(box.published).isEmpty();
    assertThat(state.tried().getFirst().verdict()).isEqualTo(IncidentEvent.Verified.INCONCLUSIVE);
    assertThat(box.closed).containsExactly(new RunId(1));
  }

  @Test
  void mainThatMovedMakesItLookAgain() {
    box.trials.add(new Rehearsed(1, List.of(), List.of(), false));
    box.trials.add(new Rehearsed(2, List.of(), List.of(), true));
    var state = heal();
    assertThat(state.closed().orElseThrow().end()).isEqualTo(End.HEALED);
    assertThat(box.published).containsExactly(new RunId(2));
    assertThat(box.looks).isEqualTo(2);
  }

  @Test
  void whatWaitsIsLookedAtWhenItIsDueOrAPersonNamesIt() {
    journal.append(new IncidentEvent.Waiting(NOW, NOW.plus(Duration.ofHours(2)), "the test's"));
    assertThat(heal().isOpen()).isTrue();
    assertThat(box.looks).isZero();

    box.trials.add(new Rehearsed(1, List.of(finding()), List.of(), true));
    var still = heal(Healer.When.NOW);
    assertThat(box.looks).isEqualTo(1);
    // It counts as a look that was waited for: whoever is impatient uses the tries up sooner.
    assertThat(still.waits()).isEqualTo(2);
    assertThat(still.waiting().orElseThrow().until()).isAfter(NOW);
    assertThat(heal().waits()).isEqualTo(2);
  }

  @Test
  void whoeverStopsItIsAskedNothing() {
    var stopped = new Cancellation();
    stopped.cancel();
    box.trials.add(new Rehearsed(1, List.of(), List.of(), true));
    var state = heal(Healer.When.NOW, stopped);
    assertThat(state.asked()).isEmpty();
    assertThat(state.waiting()).isEmpty();
    assertThat(box.published).isEmpty();
    assertThat(heal().closed()).isPresent();
  }

  @Test
  void whatMayNotBeDoneIsNotDone() {
    allowed = Autonomy.FORBID;
    box.trials.add(new Rehearsed(1, List.of(), List.of(), true));
    assertThat(heal().isOpen()).isTrue();
    assertThat(box.published).isEmpty();
  }

  @Test
  void whatIsProposedWaitsForAWordAboutExactlyThat() {
    allowed = Autonomy.PROPOSE;
    box.trials.add(new Rehearsed(1, List.of(), List.of(), true));
    var asked = heal();
    assertThat(asked.asked().orElseThrow().options()).containsExactly("approve", "deny");
    assertThat(box.published).isEmpty();

    journal.append(
        new IncidentEvent.Answered(NOW, "lea", "approve", "", Optional.of("something else")));
    box.trials.add(new Rehearsed(2, List.of(), List.of(), true));
    assertThat(heal().isOpen()).isTrue();
    assertThat(box.published).isEmpty();

    var key = journal.state().proposed().orElseThrow().key();
    journal.append(new IncidentEvent.Answered(NOW, "lea", "approve", "", Optional.of(key)));
    box.trials.add(new Rehearsed(3, List.of(), List.of(), true));
    assertThat(heal().closed().orElseThrow().end()).isEqualTo(End.HEALED);
    assertThat(box.published).containsExactly(new RunId(3));
  }

  @Test
  void whatWasSaidYesToIsNotAskedAgainWhenSomethingThatNeedsNoWordComesBesideIt() {
    mustBeAsked = Optional.of(RemedyFamily.SCALE_RESOURCE);
    box.finding = outOfMemory();
    box.trials.add(new Rehearsed(1, List.of(outOfMemory()), List.of(), true));
    box.trials.add(new Rehearsed(2, List.of(), List.of(), true));
    var key = heal().asked().orElseThrow().proposal().orElseThrow();
    journal.append(new IncidentEvent.Answered(NOW, "lea", "approve", "", Optional.of(key)));

    box.other = Optional.of(fails(TableName.of("refunds")));
    box.trials.add(new Rehearsed(3, List.of(box.other.get()), List.of(), true));
    box.trials.add(new Rehearsed(4, List.of(), List.of(), true));

    assertThat(heal().closed().orElseThrow().end()).isEqualTo(End.HEALED);
    assertThat(box.published).containsExactly(new RunId(4));
  }

  @Test
  void whoAnswersForTheTableOfWhatNeedsAYesIsAsked() {
    mustBeAsked = Optional.of(RemedyFamily.SCALE_RESOURCE);
    box.finding = fails(TableName.of("refunds"));
    box.other = Optional.of(outOfMemory());
    box.trials.add(new Rehearsed(1, List.of(outOfMemory()), List.of(), true));
    box.trials.add(new Rehearsed(2, List.of(outOfMemory()), List.of(), true));
    box.trials.add(new Rehearsed(3, List.of(), List.of(), true));

    var asked = heal().asked().orElseThrow();

    assertThat(asked.question()).startsWith("verified and ready: run it again; ");
    assertThat(asked.about()).isEqualTo(ORDERS);
  }

  private static Finding fails(TableName table) {
    return new Finding(
        FullSteps.sql(table),
        finding().interval(),
        finding().what(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aTableThatStillFailsIsNotCuredAndItWaits() {
    box.trials.add(new Rehearsed(1, List.of(finding()), List.of(), true));
    var state = heal();
    assertThat(state.isOpen()).isTrue();
    assertThat(state.waiting()).isPresent();
    assertThat(box.published).isEmpty();
  }

  @Test
  void rowsThatAreWrongAreAskedAboutWhileAnotherTableWaitsForItsSource() {
    var refunds = TableName.of("refunds");
    var waits = finding().what();
    box.finding =
        new Finding(
            slip().step(),
            slip().interval(),
            waits,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    box.other = unlike(refunds);
    box.trials.add(new Rehearsed(1, List.of(box.finding, box.other.get()), List.of(), true));
    var state = heal();
    assertThat(state.asked().orElseThrow().about()).isEqualTo(refunds);
    assertThat(state.asked().orElseThrow().content()).contains("its rows");
    assertThat(state.waiting()).isPresent();
  }

  @Test
  void whatMayPassByItselfInAModelIsTriedBeforeAnybodyIsAsked() {
    box.other = unlike(TableName.of("refunds"));
    box.trials.add(new Rehearsed(1, List.of(finding(), box.other.get()), List.of(), true));
    assertThat(heal().asked()).as("else it is not looked at again").isEmpty();
  }

  private static Optional<Finding> unlike(TableName table) {
    return Optional.of(
        new Finding(
            FullSteps.sql(table),
            Optional.of("2026-11-21"),
            new What.Unlike(
                List.of(), new Explanation.Unexplained(List.of()), Optional.of("its rows")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void whatStandsBehindATroubleThatIsOverIsHealedInTheSameLook() {
    box.trials.add(new Rehearsed(1, List.of(outOfMemory()), List.of(), true));
    box.trials.add(new Rehearsed(2, List.of(), List.of(), true));
    var state = heal();
    assertThat(state.tried())
        .extracting(IncidentEvent.Tried::family)
        .containsExactly(RemedyFamily.RETRY_LATER, RemedyFamily.SCALE_RESOURCE);
    assertThat(state.closed().orElseThrow().end()).isEqualTo(End.HEALED);
    assertThat(box.published).containsExactly(new RunId(2));
  }

  private static Finding outOfMemory() {
    return new Finding(
        finding().step(),
        finding().interval(),
        new What.Failed(Fault.of(Fault.Kind.OUT_OF_MEMORY, "1 MB did not suffice", "")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void whatPeopleKnowIsHeededBeforeAnythingIsLookedAtAndSaidOnce() {
    var note = new NoteVersion("knowledge/night.md", "1");
    advice =
        new Known.Advice(
            List.of(new Known.Remark(note, IncidentEvent.Fate.USED, "at night only")),
            Optional.of(
                new Remedy.Wait("wait", ORDERS, Duration.ofHours(2), "it answers at night only")));
    for (int i = 0; i < 2; i++) {
      var state = heal();
      assertThat(state.waiting().orElseThrow().until()).isEqualTo(NOW.plus(Duration.ofHours(2)));
      assertThat(state.asked()).isEmpty();
      assertThat(state.noted()).hasSize(1);
      journal.append(new IncidentEvent.Answered(NOW, "lea", "retry", "", Optional.empty()));
    }
    assertThat(box.looks).isZero();
  }

  @Test
  void whatIsOutsideIsAskedAboutThoughEverythingIsAllowedAndThenDoneAtTheSource() {
    box.finding = slip();
    slip = Optional.of(tenTimes());
    box.trials.add(new Rehearsed(1, List.of(), List.of(), true));
    var asked = heal();
    assertThat(asked.asked().orElseThrow().options()).containsExactly("approve", "deny");
    assertThat(source.staged).isEqualTo("10000000");
    assertThat(box.tried).allMatch(r -> r instanceof Remedy.ChangedCode);

    var key = asked.proposed().orElseThrow().key();
    journal.append(new IncidentEvent.Answered(NOW, "lea", "approve", "", Optional.of(key)));
    box.trials.add(new Rehearsed(2, List.of(), List.of(), true));
    box.isRight = () -> source.own.equals("1000000");
    assertThat(heal().isOpen()).isFalse();
    assertThat(source.own).isEqualTo("1000000");
    assertThat(box.published).isEmpty();
  }

  @Test
  void whoIsAskedIsToldWhatWouldClearItAndIsDoubted() {
    box.finding = slip();
    slip = Optional.of(tenTimes());
    box.trials.add(new Rehearsed(1, List.of(), List.of(Proof.unknown("nobody can say")), true));
    var state = heal();
    assertThat(state.asked().orElseThrow().question())
        .contains("no one cause is proved")
        .endsWith(
            "A remedy could not be proved, though nothing refutes it: "
                + state.tried().getFirst().remedy()
                + "; see prunella incidents 1.");
  }

  /** Held rows of which a factor is explained, by a key that tells exactly which rows. */
  private static Finding dearer() {
    var cause = new Cause.Scaled(List.of("amount"), 100, Optional.empty());
    return new Finding(
        slip().step(),
        slip().interval(),
        new What.Unlike(
            List.of(),
            new Explanation.Explained(
                cause,
                0.95,
                List.of(),
                List.of(),
                Optional.of(
                    new Transformation.Scale(
                        List.of("amount"), 0.01, Optional.empty(), Optional.empty()))),
            Optional.of("what came")),
        slip().then(),
        slip().now(),
        Optional.empty(),
        Optional.empty());
  }

  private void isDoubted(long run) {
    box.trials.add(new Rehearsed(run, List.of(), List.of(Proof.unknown("nobody can say")), true));
  }

  private void isAnswered(String option) {
    var about = journal.state().asked().orElseThrow().proposal();
    journal.append(new IncidentEvent.Answered(NOW, "lea", option, "", about));
  }

  @Test
  void whatIsDoubtedIsPublishedWhereAPersonTrustsIt() {
    allowed = Autonomy.PROPOSE;
    box.finding = dearer();
    isDoubted(1);
    assertThat(heal().asked().orElseThrow())
        .satisfies(a -> assertThat(a.options()).contains("trust", "accept", "retry"))
        .satisfies(a -> assertThat(a.question()).endsWith("you may trust it."));

    isAnswered("trust");
    isDoubted(2);

    var state = heal();
    assertThat(state.closed().orElseThrow().end()).isEqualTo(End.HEALED);
    assertThat(state.published().getFirst().remedy()).endsWith("(not proved, and trusted by lea)");
    assertThat(box.as).containsExactly(Publication.Attested.TRUSTED);
  }

  @Test
  void ofOtherRowsThatComeSinceNothingIsTrusted() {
    box.finding = dearer();
    isDoubted(1);
    heal();
    isAnswered("trust");
    box.rows = "others";
    isDoubted(2);
    assertThat(heal().asked()).as("asked about these").isPresent();
    assertThat(box.published).isEmpty();

    box.rows = "these rows";
    // No trial is there: whoever tried it again would fail.
    assertThat(heal(Healer.When.NOW).isOpen()).isTrue();
    assertThat(box.published).isEmpty();
  }

  @Test
  void noOtherAnswerPublishesWhatIsDoubtedAndWhatIsRefutedIsNotTriedAgain() {
    box.finding = dearer();
    isDoubted(1);
    heal();
    isAnswered("retry");
    assertThat(heal().isOpen()).isTrue();
    isAnswered("trust");
    box.trials.add(new Rehearsed(2, List.of(box.finding), List.of(), true));
    assertThat(heal().tried().getLast().verdict()).isEqualTo(IncidentEvent.Verified.FAILED);
    assertThat(heal(Healer.When.NOW).isOpen()).isTrue();
    assertThat(box.published).isEmpty();
  }

  @Test
  void whatHasMadeNothingIsNotOfferedToBeTrusted() {
    box.finding = dearer();
    var full = new What.Failed(Fault.of(Fault.Kind.DISK_FULL, "", ""));
    var unmade = Finding.ofStep(box.finding.step(), box.finding.interval(), full, Optional.empty());
    box.trials.add(new Rehearsed(1, List.of(unmade), List.of(), true));
    var state = heal();
    assertThat(state.tried().getLast().verdict()).isEqualTo(IncidentEvent.Verified.INCONCLUSIVE);
    assertThat(state.tried().getLast().made()).as("nobody could look at it").isEmpty();
    assertThat(Doubt.of(state.tried(), state.tried().getLast().failure()).orElseThrow().key())
        .isEmpty();
  }

  @Test
  void whatWasTakenBackIsNotPublishedAgainOnAnOldWord() {
    box.finding = dearer();
    isDoubted(1);
    heal();
    isAnswered("trust");
    isDoubted(2);
    var commit = heal().published().getFirst().commit();
    journal.append(
        new IncidentEvent.Undone(
            NOW, IncidentEvent.Undone.HEALER, "worse since", commit, List.of()));
    assertThat(heal(Healer.When.NOW).isOpen()).isTrue();
    assertThat(box.published).containsExactly(new RunId(2));
  }

  @Test
  void whatPolicyForbidsNobodysTrustPublishes() {
    allowed = Autonomy.FORBID;
    box.finding = dearer();
    isDoubted(1);
    heal();
    isAnswered("trust");
    isDoubted(2);
    assertThat(heal().isOpen()).isTrue();
    assertThat(box.published).isEmpty();
  }

  private static Means.Slip tenTimes() {
    return new Means.Slip(
        new Amendment(
            ORDERS,
            "staging.orders",
            FakeConnector.SEEN,
            List.of(new Amendment.Cell(Map.of("order_id", "5"), "amount", "10000000", "1000000"))),
        List.of("ten times the greatest"),
        new Transformation.Cells("amount", List.of()));
  }

  private static Finding slip() {
    var declared =
        new Source.Declared(
            new Source.Files("orders"),
            Source.Format.of(Source.Format.Kind.CSV),
            List.of(),
            true,
            Source.OnEmpty.KEEP_LAST_GOOD,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    var cause =
        new Cause.WrongCells("amount", List.of(new Transformation.Cell(Map.of(), 10_000_000, 0.1)));
    var batch = Optional.of(new Batch(List.of(), NOW));
    return new Finding(
        FullSteps.of(ORDERS, new Step.Work.Load(declared)),
        Optional.of("2026-11-21"),
        new What.Unlike(
            List.of(),
            new Explanation.Explained(cause, 0.95, List.of(), List.of(), Optional.empty()),
            Optional.empty()),
        batch,
        batch,
        Optional.empty(),
        Optional.empty());
  }

  private IncidentState heal() {
    return heal(Healer.When.DUE);
  }

  private IncidentState heal(Healer.When when) {
    return heal(when, new Cancellation());
  }

  private IncidentState heal(Healer.When when, Cancellation cancellation) {
    return new Healer(
            journal,
            box,
            new Nobody(),
            new NoMeans(),
            weighed ->
                new Policy.Decision(
                    mustBeAsked.filter(weighed.family()::equals).isPresent()
                        ? Autonomy.PROPOSE
                        : allowed,
                    "the test's"),
            source,
            HealLimits.DEFAULT,
            Clock.fixed(NOW, ZoneOffset.UTC))
        .heal(journal.id, when, cancellation);
  }

  private static Finding finding() {
    return new Finding(
        FullSteps.of(ORDERS, new Step.Work.Sql("select 1")),
        Optional.of("2026-11-21"),
        new What.Failed(Fault.of(Fault.Kind.SOURCE_FAILED, "503", "")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static final class Nobody implements QuestionContext {
    @Override
    public Optional<String> ownerOf(Finding finding) {
      return Optional.of("lea");
    }

    @Override
    public Optional<Belief> beliefOf(Finding finding) {
      return Optional.empty();
    }
  }

  private final class NoMeans implements BareMeans {
    @Override
    public long mostMemory() {
      return 8L << 30;
    }

    @Override
    public Known known() {
      return new NothingKnown() {
        @Override
        public Advice about(IncidentState incident) {
          return advice;
        }
      };
    }

    @Override
    public int waits() {
      return journal.state().waits();
    }

    @Override
    public Past past() {
      return f ->
          new Past.Experience(
              Optional.of(new FailureMark(f.table(), "unlike", "what came")), Map.of(), List.of());
    }

    @Override
    public Optional<Slip> slip(Finding finding, Transformation.Cells wrong) {
      return slip;
    }
  }

  /** Gives the trials that it was told to, in order. */
  private static final class Box implements Sandbox {
    final Deque<Rehearsed> trials = new ArrayDeque<>();
    final List<RunId> published = new ArrayList<>();
    final List<RunId> closed = new ArrayList<>();
    final List<Publication.Attested> as = new ArrayList<>();
    String rows = "these rows";
    final List<Remedy> tried = new ArrayList<>();
    Finding finding = finding();
    Optional<Finding> other = Optional.empty();
    BooleanSupplier isRight = () -> false;
    int looks;

    @Override
    public Look look(IncidentState incident) {
      looks++;
      return isRight.getAsBoolean()
          ? new Look.Passed("the source has put it right")
          : new Look.Found(Stream.concat(Stream.of(finding), other.stream()).toList());
    }

    @Override
    public boolean hasNews(IncidentState incident) {
      return true;
    }

    @Override
    public Trial tryOut(IncidentState incident, List<Remedy> remedies, Cancellation cancellation) {
      tried.addAll(remedies);
      return new InBox(this, trials.removeFirst());
    }
  }

  /**
   * A trial to come.
   *
   * @param lands whether its publication finds main where it was
   */
  private record Rehearsed(long run, List<Finding> findings, List<Proof> proofs, boolean lands) {}

  private record InBox(Box box, Rehearsed rehearsed) implements Sandbox.Trial {
    @Override
    public RunId run() {
      return new RunId(rehearsed.run());
    }

    @Override
    public List<Finding> findings() {
      return rehearsed.findings();
    }

    @Override
    public Optional<String> made(Finding finding) {
      return Optional.of(box.rows);
    }

    @Override
    public Impact impact() {
      return new Impact(1, Duration.ZERO, true);
    }

    @Override
    public List<Proof> prove(Finding finding, Remedy remedy) {
      return rehearsed.proofs();
    }

    @Override
    public Optional<RunResult> publish(
        Publication.Attested as, Function<CommitId, List<Append>> also) {
      if (!rehearsed.lands()) {
        return Optional.empty();
      }
      Journal.keep(also.apply(CommitId.fromHex("ab".repeat(32))));
      box.published.add(run());
      box.as.add(as);
      return Optional.of(new RunResult(run(), RunEvent.Outcome.PUBLISHED, "published"));
    }

    @Override
    public void close() {
      box.closed.add(run());
    }
  }

  /** One incident, in memory. */
  private static final class Journal implements IncidentJournal, IncidentJournal.Writer {
    final IncidentId id = new IncidentId(1);
    final List<IncidentEvent> events = new ArrayList<>();
    private Optional<IncidentEvent> entry = Optional.empty();

    Journal() {
      events.add(
          new IncidentEvent.Opened(
              NOW, new RunId(99), "daily", Optional.empty(), Optional.of("2026-11-21"), List.of()));
    }

    IncidentState state() {
      return IncidentState.of(id, events);
    }

    static void keep(List<Append> appends) {
      assertThat(appends).hasSize(1);
    }

    @Override
    public Writer open(IncidentEvent.Opened opened) {
      throw new UnsupportedOperationException();
    }

    @Override
    public IncidentId openOnce(String claim, IncidentEvent.Opened opened) {
      throw new UnsupportedOperationException();
    }

    @Override
    public IncidentId joinOnce(String claim, IncidentId which, IncidentEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<IncidentId> claimed(String claim) {
      return Optional.empty();
    }

    @Override
    public Writer resume(IncidentId which) {
      return this;
    }

    @Override
    public List<IncidentEvent> events(IncidentId which) {
      return List.copyOf(events);
    }

    @Override
    public List<IncidentId> newest(int limit) {
      return List.of(id);
    }

    @Override
    public IncidentId id() {
      return id;
    }

    @Override
    public void append(IncidentEvent event) {
      events.add(event);
    }

    @Override
    public Append entry(IncidentEvent event) {
      entry = Optional.of(event);
      return new Append("incident/1", events.size(), "published", "");
    }

    @Override
    public void kept() {
      events.add(entry.orElseThrow());
    }
  }
}
