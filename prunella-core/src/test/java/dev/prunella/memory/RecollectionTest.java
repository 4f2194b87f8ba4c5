package dev.prunella.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.FailureText;
import dev.prunella.heal.Finding;
import dev.prunella.heal.FullSteps;
import dev.prunella.heal.Past;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of earlier incidents bears on one. */
class RecollectionTest {
  private static final String MESSAGE = "Binder Error: column \"amount\" not found in 17 files";
  private final Kept journal = new Kept();

  private static Finding finding(String message) {
    return new Finding(
        FullSteps.sql(CaseTest.ORDERS),
        Optional.of("2026-11-21"),
        new Finding.What.Failed(Fault.of(Fault.Kind.UNKNOWN_COLUMN, message, "")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static FailureMark mark(String message, String content) {
    var text = FailureText.of(finding(message));
    return new FailureMark(CaseTest.ORDERS, Signature.ofAny(text).hash(), content);
  }

  private IncidentEvent.Tried tried(RemedyFamily family, Verified verdict, FailureMark mark) {
    return new IncidentEvent.Tried(
        CaseTest.AT,
        "the key",
        family,
        "map it",
        Optional.empty(),
        verdict,
        List.of(),
        Optional.of(mark));
  }

  private Past.Experience recalled(String message, Optional<String> content) {
    return recalled(journal, message, content);
  }

  private static Past.Experience recalled(Kept journal, String message, Optional<String> content) {
    var now = IncidentState.of(new IncidentId(99), List.of(CaseTest.opened(message)));
    return new Recollection(new JournalCases(journal, Meaning.UNKNOWN), now, _ -> content)
        .with(finding(message));
  }

  private static final RemedyFamily PATCH = RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING;

  @Test
  void whatFailedForTheSameFailureIsKnownThoughNumbersDiffer() {
    journal.add(CaseTest.opened(MESSAGE), tried(PATCH, Verified.FAILED, mark(MESSAGE, "a")));
    var again = MESSAGE.replace("17", "18");
    assertThat(recalled(again, Optional.of("a")).failed()).containsOnlyKeys("the key");
  }

  @Test
  void otherContentIsAnotherFailure() {
    journal.add(CaseTest.opened(MESSAGE), tried(PATCH, Verified.FAILED, mark(MESSAGE, "a")));
    assertThat(recalled(MESSAGE, Optional.of("b")).failed()).isEmpty();
    assertThat(recalled(MESSAGE, Optional.empty()).failed()).isEmpty();
    assertThat(recalled("Out of Memory Error", Optional.of("a")).failed()).isEmpty();
  }

  @Test
  void thatItCouldNotBeProvedOrDidNotPassByItselfSaysNothingOfAnotherTime() {
    journal.add(
        CaseTest.opened(MESSAGE),
        tried(PATCH, Verified.INCONCLUSIVE, mark(MESSAGE, "a")),
        tried(RemedyFamily.RETRY_LATER, Verified.FAILED, mark(MESSAGE, "a")));
    assertThat(recalled(MESSAGE, Optional.of("a")).failed()).isEmpty();
  }

  @Test
  void onlyWhatIsAlikeIsAPrecedentAndTheIncidentItselfIsNone() {
    for (int i = 0; i < 5; i++) {
      journal.add(CaseTest.opened("HTTP status 503: Service Unavailable, attempt " + i));
    }
    journal.add(CaseTest.opened(MESSAGE));
    assertThat(recalled(MESSAGE, Optional.empty()).precedents())
        .extracting(p -> p.incident().number(), Past.Precedent::likeness)
        .containsExactly(org.assertj.core.api.Assertions.tuple(6L, 1.0));
    var self = IncidentState.of(new IncidentId(6), journal.events(new IncidentId(6)));
    assertThat(
            new Recollection(
                    new JournalCases(journal, Meaning.UNKNOWN), self, _ -> Optional.empty())
                .with(finding(MESSAGE))
                .precedents())
        .isEmpty();
  }

  @Test
  void onlyTheSameTextAndCodesOfTheSameTableAreTheVerySameFailure() {
    var message = "the licence server ended with exit code 3";
    var belief =
        new Belief(
            FailureClass.INFRASTRUCTURE, "no licence", 0.9, CaseTest.ORDERS, List.of(), List.of());
    journal.add(CaseTest.opened(message), new IncidentEvent.Believed(CaseTest.AT, belief));

    assertThat(recalled(message, Optional.empty()).sameAsBefore()).isPresent();
    var otherCode = recalled(message.replace("3", "42"), Optional.empty());
    assertThat(otherCode.precedents()).extracting(Past.Precedent::likeness).containsExactly(1.0);
    assertThat(otherCode.sameAsBefore()).isEmpty();

    var elsewhere = new Kept();
    elsewhere.add(
        new IncidentEvent.Opened(
            CaseTest.AT,
            new RunId(1),
            "sales",
            Optional.empty(),
            Optional.empty(),
            List.of(new Symptom(TableName.of("customers"), Fault.Kind.PROCESS_FAILED, message))),
        new IncidentEvent.Believed(CaseTest.AT, belief));
    assertThat(recalled(elsewhere, message, Optional.empty()).sameAsBefore()).isEmpty();
  }

  /** A journal in memory. */
  private static final class Kept implements IncidentJournal {
    private final List<List<IncidentEvent>> incidents = new ArrayList<>();

    void add(IncidentEvent... events) {
      var ended = new ArrayList<>(List.of(events));
      ended.add(new IncidentEvent.Closed(CaseTest.AT, IncidentEvent.End.DISMISSED, "the test's"));
      incidents.add(List.copyOf(ended));
    }

    @Override
    public Writer open(IncidentEvent.Opened opened) {
      throw new UnsupportedOperationException("nothing is opened here");
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
    public Writer resume(IncidentId id) {
      throw new UnsupportedOperationException("nothing is gone on with here");
    }

    @Override
    public List<IncidentEvent> events(IncidentId id) {
      return id.number() > incidents.size() ? List.of() : incidents.get((int) id.number() - 1);
    }

    @Override
    public List<IncidentId> newest(int limit) {
      var ids = new ArrayList<IncidentId>();
      for (int i = incidents.size(); i > 0 && ids.size() < limit; i--) {
        ids.add(new IncidentId(i));
      }
      return ids;
    }
  }
}
