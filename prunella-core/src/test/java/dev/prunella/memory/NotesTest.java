package dev.prunella.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Fate;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.Symptom;
import dev.prunella.memory.Note.Use;
import dev.prunella.memory.Note.Validity;
import dev.prunella.memory.Scope.Site;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:30:00Z");
  private static final TableName PRICES = TableName.of("partner_prices");
  private static final TableName ORDERS = TableName.of("orders");
  private static final Validity ALWAYS =
      new Validity(Optional.empty(), Optional.empty(), Optional.empty());
  private static final Use NIGHT = new Use.RetryIn(Window.parse("daily 02:47-03:12 UTC"));

  private static Note note(String name, Scope scope, Validity validity, Use use) {
    return new Note(
        new NoteVersion("knowledge/" + name + ".md", name + "-1"),
        name,
        scope,
        validity,
        use,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  private static Scope sources(String name, String signature) {
    return new Scope(
        List.of(),
        List.of(name),
        List.of(),
        List.of(),
        Optional.of(signature).filter(s -> !s.isEmpty()));
  }

  private static Notes known(Set<NoteVersion> disproved, Note... notes) {
    return new Notes(
        List.of(notes),
        disproved,
        table -> new Site(table, true, Set.of("api.partner.example")),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static IncidentState incident(TableName... failed) {
    var symptoms =
        Arrays.stream(failed)
            .map(t -> new Symptom(t, Fault.Kind.SOURCE_FAILED, "503 Service Unavailable"))
            .toList();
    return IncidentState.of(
        new IncidentId(1),
        List.of(
            new IncidentEvent.Opened(
                NOW, new RunId(1), "daily", Optional.empty(), Optional.empty(), symptoms)));
  }

  @Test
  void aWindowThatIsClosedIsWaitedFor() {
    var advice =
        known(Set.of(), note("a", sources("partner_*", "503"), ALWAYS, NIGHT))
            .about(incident(PRICES));
    assertThat(advice.pause().orElseThrow().time()).isEqualTo(Duration.ofMinutes(137));
    assertThat(advice.remarks()).singleElement().matches(r -> r.fate() == Fate.USED);
  }

  @Test
  void whatIsNotAboutItDoesNothing() {
    for (var scope :
        List.of(
            sources("other", ""),
            sources("partner_prices", "404"),
            new Scope(List.of(), List.of(), List.of("partner_prices"), List.of(), Optional.empty()),
            new Scope(List.of(), List.of(), List.of(), List.of("example.org"), Optional.empty()))) {
      var advice = known(Set.of(), note("a", scope, ALWAYS, NIGHT)).about(incident(PRICES));
      assertThat(advice.pause()).as("%s", scope).isEmpty();
      assertThat(advice.remarks()).isEmpty();
    }
  }

  @Test
  void aNumberInASignatureIsThatNumberAndNoPartOfAnother() {
    var only503 = sources("partner_prices", "503");
    for (var said : List.of("503", "HTTP 503: try later", "status=503;", "E503 of the gateway")) {
      assertThat(only503.speaksOf(said)).as(said).isTrue();
    }
    for (var said : List.of("row 15031 is cut off", "150.503 rows, not 150.504", "5030", "1503")) {
      assertThat(only503.speaksOf(said)).as(said).isFalse();
    }
    var words = sources("partner_prices", "Unavail");
    assertThat(words.speaksOf("service   UNAVAILABLE")).isTrue();
    assertThat(sources("partner_prices", "code 3").speaksOf("code 3.")).isTrue();
    assertThat(sources("partner_prices", "code 3").speaksOf("code 33, then code 3")).isTrue();
  }

  @Test
  void aTextOfAnyLengthAndLettersTakesTimeInProportion() {
    var dotted = "\u0130".repeat(300_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(sources("partner_prices", "503").speaksOf(dotted)).isFalse());
    assertThat(sources("partner_prices", "größe").speaksOf("die GRÖSSE, die GRÖẞE, die GRÖßE"))
        .isTrue();
  }

  @Test
  void aStarStandsForLettersOfAHostToo() {
    var scope =
        new Scope(List.of(), List.of(), List.of(), List.of("*.Partner.example"), Optional.empty());
    assertThat(scope.covers(new Site(PRICES, true, Set.of("api.partner.example")))).isTrue();
    assertThat(scope.covers(new Site(PRICES, true, Set.of("partner.example.org")))).isFalse();
  }

  @Test
  void whereAlsoSomethingElseFailsItIsLookedAtAtOnce() {
    var notes = known(Set.of(), note("a", sources("partner_prices", ""), ALWAYS, NIGHT));
    assertThat(notes.about(incident(PRICES, ORDERS)).pause()).isEmpty();
  }

  @Test
  void whatIsOutdatedOrDisprovedOrContradictedIsSaidAndNotUsed() {
    var scope = sources("partner_prices", "");
    var over = new Validity(Optional.empty(), Optional.of(NOW), Optional.empty());
    var later = new Validity(Optional.of(NOW.plusSeconds(1)), Optional.empty(), Optional.empty());
    var other = new Use.RetryIn(Window.parse("daily 04:00-05:00 UTC"));
    var incident = incident(PRICES);

    var stale = known(Set.of(), note("a", scope, over, NIGHT)).about(incident);
    assertThat(stale.pause()).isEmpty();
    assertThat(stale.remarks()).singleElement().matches(r -> r.words().contains("is over"));

    var wrong = note("a", scope, ALWAYS, NIGHT);
    assertThat(known(Set.of(wrong.id()), wrong).about(incident).remarks())
        .singleElement()
        .matches(r -> r.fate() == Fate.NOT_USED);

    var both = known(Set.of(), wrong, note("b", scope, ALWAYS, other)).about(incident);
    assertThat(both.pause()).isEmpty();
    assertThat(both.remarks()).hasSize(2).allMatch(r -> r.words().contains("contradicts"));

    var notYet = known(Set.of(), wrong, note("b", scope, later, other)).about(incident);
    assertThat(notYet.pause()).as("what does not hold yet contradicts nothing").isPresent();
  }

  @Test
  void aWindowThatMaintenanceLeavesNoTimeInIsWaitedForByNobody() {
    var scope = sources("partner_prices", "");
    var answers = note("a", scope, ALWAYS, NIGHT);
    var shut = new Use.WaitOut(Window.parse("daily 02:00-04:00 UTC"));
    var both = List.of(answers, note("b", scope, ALWAYS, shut));

    var advice = known(Set.of(), both.getFirst(), both.getLast()).about(incident(PRICES));
    assertThat(advice.pause()).as("it would wait for ever").isEmpty();
    assertThat(advice.remarks()).hasSize(2).allMatch(r -> r.words().contains("contradicts"));
    var site = List.of(new Site(PRICES, true, Set.of()));
    assertThat(kinds(Lint.of(both, Set.of(), site, NOW))).contains(Lint.Kind.CONTRADICTION);

    var tomorrow =
        new Validity(Optional.empty(), Optional.of(NOW.plusSeconds(86_400)), Optional.empty());
    assertThat(
            known(Set.of(), answers, note("b", scope, tomorrow, shut))
                .about(incident(PRICES))
                .pause())
        .as("maintenance that ends is waited out")
        .isPresent();
    var sundays = new Use.WaitOut(Window.parse("sun 02:00-04:00 UTC"));
    assertThat(
            known(Set.of(), answers, note("b", scope, ALWAYS, sundays))
                .about(incident(PRICES))
                .pause())
        .isPresent();
  }

  @Test
  void twoThatSayTheSameAreOne() {
    var scope = sources("partner_prices", "");
    var advice =
        known(Set.of(), note("a", scope, ALWAYS, NIGHT), note("b", scope, ALWAYS, NIGHT))
            .about(incident(PRICES));
    assertThat(advice.pause()).isPresent();
  }

  @Test
  void lintTellsWhatCannotBothBeRightAndWhatNeverMeets() {
    var scope = sources("partner_prices", "503");
    var other = new Use.RetryIn(Window.parse("daily 04:00-05:00 UTC"));
    var site = new Site(PRICES, true, Set.of());
    var sites = List.of(site);
    var first = note("a", scope, ALWAYS, NIGHT);

    assertThat(
            kinds(Lint.of(List.of(first, note("b", scope, ALWAYS, other)), Set.of(), sites, NOW)))
        .contains(Lint.Kind.CONTRADICTION);
    assertThat(
            kinds(
                Lint.of(
                    List.of(first, note("b", sources("partner_prices", "404"), ALWAYS, other)),
                    Set.of(),
                    sites,
                    NOW)))
        .doesNotContain(Lint.Kind.CONTRADICTION);
    var before = new Validity(Optional.empty(), Optional.of(NOW.plusSeconds(60)), Optional.empty());
    var after = new Validity(Optional.of(NOW.plusSeconds(60)), Optional.empty(), Optional.empty());
    assertThat(
            kinds(
                Lint.of(
                    List.of(note("a", scope, before, NIGHT), note("b", scope, after, other)),
                    Set.of(),
                    sites,
                    NOW)))
        .doesNotContain(Lint.Kind.CONTRADICTION);
  }

  @Test
  void lintSaysWhoseNoteItIsThatIsNotGoneBy() {
    var bare = note("a", sources("partner_prices", ""), ALWAYS, NIGHT);
    var owned =
        new Note(
            bare.id(),
            bare.title(),
            bare.scope(),
            new Validity(Optional.empty(), Optional.empty(), Optional.of(NOW)),
            bare.use(),
            Optional.of("lea@shop.example"),
            Optional.empty(),
            Optional.empty(),
            "");
    var sites = List.of(new Site(PRICES, true, Set.of()));
    assertThat(Lint.of(List.of(owned), Set.of(owned.id()), sites, NOW))
        .extracting(Lint.Trouble::kind, t -> t.sentence().contains("lea@shop.example"))
        .containsExactly(tuple(Lint.Kind.STALE, true), tuple(Lint.Kind.DISPROVED, true));
  }

  private static List<Lint.Kind> kinds(List<Lint.Trouble> troubles) {
    return troubles.stream().map(Lint.Trouble::kind).toList();
  }
}
