package dev.prunella.memory;

import dev.prunella.heal.FailureText;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Known;
import dev.prunella.heal.Remedy;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Fate;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.memory.Note.Use;
import dev.prunella.memory.Note.Validity.Standing;
import dev.prunella.memory.Scope.Site;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All notes of a project, as the healer goes by them. One that is outdated, was disproved, or
 * contradicts another is not used, and it is said. Immutable but for what it is given.
 */
public final class Notes implements Known {
  /** In so many different openings a retry must have failed before a window is taken for wrong. */
  private static final int OPENINGS_THAT_DISPROVE = 2;

  private final List<Note> notes;
  private final Set<NoteVersion> disproved;
  private final Function<TableName, Site> sites;
  private final Clock clock;

  /**
   * Those of a project.
   *
   * @param disproved what trials have shown to be wrong, by all journals
   * @param sites what there is to know of a table
   */
  public Notes(
      List<Note> notes, Set<NoteVersion> disproved, Function<TableName, Site> sites, Clock clock) {
    this.notes = notes.stream().sorted(Comparator.comparing((Note n) -> n.id().path())).toList();
    this.disproved = Set.copyOf(disproved);
    this.sites = sites;
    this.clock = clock;
  }

  /**
   * Notes for one failure.
   *
   * @param usable none of them contradicts another
   */
  record Choice(List<Note> usable, List<Remark> unusable) {
    <T extends Use> List<Note> of(Class<T> use) {
      return usable.stream().filter(n -> use.isInstance(n.use())).toList();
    }
  }

  /** What holds of a table, and of a failure that says so. */
  Choice choose(TableName table, String failure) {
    return choose(table, scope -> scope.speaksOf(failure));
  }

  private Choice choose(TableName table, Predicate<Scope> speaks) {
    var site = sites.apply(table);
    var now = clock.instant();
    var inScope =
        notes.stream()
            .filter(n -> !(n.use() instanceof Use.Fact))
            .filter(n -> n.scope().covers(site) && speaks.test(n.scope()))
            .toList();
    var holding = new ArrayList<Note>();
    var unusable = new ArrayList<Remark>();
    for (var note : inScope) {
      var standing = note.validity().at(now);
      if (disproved.contains(note.id())) {
        unusable.add(notUsed(note, "a trial has shown it to be wrong, and nobody has edited it"));
      } else if (standing == Standing.HOLDS && !site.mayBeSentBy(note)) {
        unusable.add(notUsed(note, "'notes_may_send' in prunella.yaml does not let it send that"));
      } else if (standing == Standing.HOLDS) {
        holding.add(note);
      } else if (standing != Standing.NOT_YET) {
        unusable.add(notUsed(note, "it " + standing.words()));
      }
    }
    var usable = new ArrayList<Note>();
    for (var note : holding) {
      var against = holding.stream().filter(other -> note.contradicts(other, now)).findFirst();
      if (against.isPresent()) {
        unusable.add(notUsed(note, "it contradicts " + against.get().id()));
      } else {
        usable.add(note);
      }
    }
    return new Choice(usable, unusable);
  }

  /**
   * What is gone by where a table fails, whatever its failure says: what holds now and contradicts
   * nothing. A note may still be about some failures only.
   */
  public List<Note> about(TableName table) {
    return choose(table, _ -> true).usable();
  }

  private static Remark notUsed(Note note, String why) {
    return new Remark(note.id(), Fate.NOT_USED, why);
  }

  @Override
  public Advice about(IncidentState incident) {
    var remarks = new LinkedHashSet<Remark>();
    var waits = new ArrayList<Pause>();
    boolean allWait = !incident.symptoms().isEmpty();
    for (var symptom : incident.symptoms()) {
      var choice = choose(symptom.table(), text(symptom.kind(), symptom.message()));
      remarks.addAll(choice.unusable());
      var wrong =
          choice.of(Use.RetryIn.class).stream().filter(n -> isDisproved(n, incident)).toList();
      wrong.forEach(n -> remarks.add(new Remark(n.id(), Fate.DISPROVED, failedWithin(n))));
      var pause = wrong.isEmpty() ? pause(choice) : Optional.<Pause>empty();
      pause.ifPresent(waits::add);
      allWait &= pause.isPresent();
    }
    if (!allWait) {
      return new Advice(List.copyOf(remarks), Optional.empty());
    }
    var first = waits.stream().min(Comparator.comparing(Pause::until)).orElseThrow();
    waits.forEach(p -> remarks.add(new Remark(p.note(), Fate.USED, p.words())));
    return new Advice(
        List.copyOf(remarks), Optional.of(wait(first, incident.symptoms().getFirst().table())));
  }

  /** A wait by a note. */
  private record Pause(NoteVersion note, Instant until, String words) {}

  private Optional<Pause> pause(Choice choice) {
    var now = clock.instant();
    var pauses = new ArrayList<Pause>();
    for (var note : choice.usable()) {
      switch (note.use()) {
        case Use.RetryIn(var window) when !window.isOpen(now) ->
            pauses.add(pause(note, window.opens(now), "answers only " + window));
        case Use.WaitOut(var window) when window.isOpen(now) ->
            pauses.add(pause(note, window.closes(now), "maintenance, " + window));
        case Use.RetryIn _,
            Use.WaitOut _,
            Use.Ask _,
            Use.Convert _,
            Use.SendHeader _,
            Use.Fact _ -> {}
      }
    }
    return pauses.stream().max(Comparator.comparing(Pause::until));
  }

  private static Pause pause(Note note, Instant until, String what) {
    return new Pause(note.id(), until, "%s (%s): wait until %s".formatted(what, note.id(), until));
  }

  private Remedy.Wait wait(Pause pause, TableName table) {
    return new Remedy.Wait(
        "wait until " + pause.until(),
        table,
        Duration.between(clock.instant(), pause.until()),
        pause.words());
  }

  /** One bad night of a source does not make a window wrong; two in a row do. */
  private boolean isDisproved(Note note, IncidentState incident) {
    return note.use() instanceof Use.RetryIn(var window)
        && !window.isOpen(clock.instant())
        && incident.tried().stream()
                .filter(t -> t.family() == RemedyFamily.RETRY_LATER)
                .filter(t -> t.verdict() != IncidentEvent.Verified.VERIFIED)
                .filter(t -> window.isOpen(t.at()))
                .map(t -> window.closes(t.at()))
                .distinct()
                .count()
            >= OPENINGS_THAT_DISPROVE;
  }

  private static String failedWithin(Note note) {
    return "retries failed within "
        + (note.use() instanceof Use.RetryIn(var window) ? window.toString() : "it")
        + " on several days";
  }

  @Override
  public Optional<Remedy.Wait> notBefore(Finding finding) {
    return pause(choose(finding)).map(p -> wait(p, finding.table()));
  }

  @Override
  public Optional<Contact> whomToAsk(Finding finding) {
    return choose(finding).usable().stream()
        .flatMap(
            n ->
                n.use() instanceof Use.Ask(var who)
                    ? Stream.of(new Contact(n.id(), who))
                    : Stream.of())
        .findFirst();
  }

  @Override
  public List<Told> references(Finding finding) {
    return choose(finding).usable().stream()
        .flatMap(
            n ->
                n.use() instanceof Use.Convert(var reference)
                    ? Stream.of(new Told(n.id(), reference))
                    : Stream.of())
        .toList();
  }

  @Override
  public List<ToldHeader> headers(Finding finding) {
    return choose(finding).usable().stream()
        .flatMap(
            n ->
                n.use() instanceof Use.SendHeader(var header)
                    ? Stream.of(new ToldHeader(n.id(), header))
                    : Stream.of())
        .toList();
  }

  /**
   * What comes of one note at its own example, in the words in which that may be expected: until
   * when it is waited, or who is asked. What a number becomes is not told here.
   */
  public static String outcome(Note note, Note.Example example, Site site, Instant now) {
    var at = example.at().orElse(now);
    var alone = new Notes(List.of(note), Set.of(), _ -> site, Clock.fixed(at, ZoneOffset.UTC));
    var choice = alone.choose(example.table(), example.failure());
    if (!choice.unusable().isEmpty()) {
      return "not used: " + choice.unusable().getFirst().words();
    }
    if (choice.usable().isEmpty()) {
      return note.use() instanceof Use.Fact ? "nothing" : "nothing: it is not about that";
    }
    return switch (note.use()) {
      case Use.RetryIn _, Use.WaitOut _ ->
          alone.pause(choice).map(p -> p.until().toString()).orElse("no wait");
      case Use.Ask(var who) -> who;
      case Use.Convert(var reference) -> reference.words();
      case Use.SendHeader(var header) -> header.words();
      case Use.Fact _ -> "nothing";
    };
  }

  private Choice choose(Finding finding) {
    return choose(finding.table(), text(finding));
  }

  private static String text(Finding finding) {
    return switch (finding.what()) {
      case Finding.What.Failed(var fault) -> text(fault.kind(), fault.message());
      case Finding.What.Held(var sentence) -> text(Fault.Kind.HELD, sentence);
      case Finding.What.Edited(var sentence, var _) -> text(Fault.Kind.HELD, sentence);
      case Finding.What.Replaced(var sentence) -> text(Fault.Kind.HELD, sentence);
      case Finding.What.Lost _ -> text(Fault.Kind.MISSING, FailureText.of(finding));
      case Finding.What.Unlike _, Finding.What.BreaksRules _ -> Fault.Kind.HELD.words();
    };
  }

  private static String text(Fault.Kind kind, String message) {
    return kind.words() + ": " + message;
  }
}
