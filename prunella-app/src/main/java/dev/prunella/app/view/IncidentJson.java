package dev.prunella.app.view;

import dev.prunella.app.heal.CodeProposal;
import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Incidents as programs read them, and as pages are made from them. */
public final class IncidentJson {
  private static final int MOST_NAMED = 5;

  private IncidentJson() {}

  /** JSON: an incident. */
  public record View(
      String incident,
      String state,
      String pipeline,
      @Nullable String interval,
      String run,
      Instant opened,
      List<Seen> seen,
      List<Believed> believed,
      List<Tried> tried,
      @Nullable String proposed,
      List<Published> published,
      @Nullable Asked asked,
      @Nullable Instant waitsUntil,
      @Nullable String end,
      @Nullable Undone undone,
      List<Noted> noted,
      List<AmendmentJson.View> amendments,
      List<Watched> watched,
      @Nullable String follows,
      @Nullable String patch,
      @Nullable String pullRequest,
      @Nullable Elsewhere elsewhere) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(
          incident,
          state,
          pipeline,
          interval,
          run,
          opened,
          seen.stream().map(s -> new Seen(s.table(), s.kind(), Unvalued.WITHHELD)).toList(),
          believed.stream().map(Believed::withoutValues).toList(),
          tried.stream().map(Tried::withoutValues).toList(),
          Unvalued.orNull(proposed),
          published.stream()
              .map(p -> new Published(p.at(), Unvalued.words(p.remedy()), p.run(), p.commit()))
              .toList(),
          asked == null
              ? null
              : new Asked(
                  asked.to(), asked.about(), Unvalued.words(asked.question()), asked.options()),
          waitsUntil,
          Unvalued.orNull(end),
          undone,
          noted.stream()
              .map(n -> new Noted(n.at(), n.note(), n.fate(), Unvalued.words(n.words())))
              .toList(),
          amendments.stream()
              .map(a -> new AmendmentJson.View(a.at(), a.table(), a.place(), List.of(), a.stage()))
              .toList(),
          watched.stream()
              .map(w -> new Watched(w.at(), w.seen(), w.run(), Unvalued.words(w.sentence())))
              .toList(),
          follows,
          patch,
          pullRequest,
          elsewhere);
    }
  }

  /** JSON: what was seen of what was published. */
  public record Watched(Instant at, String seen, @Nullable String run, String sentence) {}

  /** JSON: the run that failed, where it is somebody else's. */
  public record Elsewhere(String namespace, String job, String run) {}

  public record Noted(Instant at, String note, String fate, String words) {}

  public record Seen(String table, String kind, String message) {}

  public record Believed(
      String failureClass,
      String cause,
      double confidence,
      String blamed,
      List<String> supporting,
      List<String> against) {
    Believed withoutValues() {
      return new Believed(
          failureClass,
          Unvalued.words(cause),
          confidence,
          blamed,
          Unvalued.withheld(supporting),
          Unvalued.withheld(against));
    }
  }

  public record Tried(
      Instant at,
      String family,
      String remedy,
      @Nullable String trial,
      String verdict,
      List<String> proofs) {
    Tried withoutValues() {
      return new Tried(
          at, family, Unvalued.words(remedy), trial, verdict, Unvalued.withheld(proofs));
    }
  }

  public record Published(Instant at, String remedy, String run, String commit) {}

  public record Undone(Instant at, String by, String why, String commit, List<String> tables) {}

  public record Asked(@Nullable String to, String about, String question, List<String> options) {}

  public static View view(IncidentState i, List<IncidentEvent> events) {
    return view(i, events, Optional.empty());
  }

  /**
   * An incident.
   *
   * @param proposal what lies ready for the author of a model
   */
  public static View view(
      IncidentState i, List<IncidentEvent> events, Optional<CodeProposal.Paths> proposal) {
    return new View(
        i.id().toString(),
        state(i),
        i.opened().pipeline(),
        i.opened().label().orElse(null),
        i.runName(),
        i.opened().at(),
        i.symptoms().stream()
            .map(s -> new Seen(s.table().toString(), s.kind().name(), s.message()))
            .toList(),
        i.beliefs().stream().map(IncidentJson::believed).toList(),
        i.tried().stream()
            .map(
                t ->
                    new Tried(
                        t.at(),
                        t.family().word(),
                        t.remedy(),
                        t.trial().map(Object::toString).orElse(null),
                        t.verdict().name().toLowerCase(Locale.ROOT),
                        t.proofs()))
            .toList(),
        i.proposed().map(IncidentEvent.Decided::remedy).orElse(null),
        i.published().stream()
            .map(p -> new Published(p.at(), p.remedy(), p.run().toString(), p.commit().hex()))
            .toList(),
        i.asked()
            .map(
                a ->
                    new Asked(a.to().orElse(null), a.about().toString(), a.question(), a.options()))
            .orElse(null),
        i.waiting().map(IncidentEvent.Waiting::until).orElse(null),
        i.closed().map(IncidentEvent.Closed::sentence).orElse(null),
        i.undone()
            .map(
                u ->
                    new Undone(
                        u.at(),
                        u.by(),
                        u.why(),
                        u.commit().hex(),
                        u.tables().stream().map(TableName::toString).toList()))
            .orElse(null),
        i.noted().stream()
            .map(n -> new Noted(n.at(), n.note().path(), word(n.fate()), n.words()))
            .toList(),
        AmendmentJson.views(events),
        i.watched().stream()
            .map(
                w ->
                    new Watched(
                        w.at(),
                        word(w.seen()),
                        w.run().map(Object::toString).orElse(null),
                        w.sentence()))
            .toList(),
        i.follows().map(f -> f.leader().toString()).orElse(null),
        proposal.map(p -> p.patch().toString()).orElse(null),
        proposal.map(p -> p.pullRequest().toString()).orElse(null),
        i.opened().outside().map(k -> new Elsewhere(k.namespace(), k.job(), k.run())).orElse(null));
  }

  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Believed believed(Belief b) {
    return new Believed(
        b.failureClass().word(),
        b.cause(),
        b.confidence(),
        b.blamed().toString(),
        b.supporting(),
        b.against());
  }

  /** One word for how it stands. */
  public static String state(IncidentState i) {
    if (i.undone().isPresent() && !i.isOpen()) {
      return "undone";
    }
    return i.closed()
        .map(c -> c.end().name().toLowerCase(Locale.ROOT))
        .orElseGet(
            () ->
                i.proposed().isPresent()
                    ? "proposed"
                    : i.asked().isPresent()
                        ? "asked"
                        : i.waiting().isPresent() ? "waiting" : "open");
  }

  /** The tables that readers see without the interval. */
  public static List<TableName> behind(IncidentState i) {
    return i.isOpen() ? i.symptoms().stream().map(s -> s.table()).distinct().toList() : List.of();
  }

  public static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** For lists: the newest thing that is known. */
  public static String brief(IncidentState i) {
    return i.closed()
        .map(IncidentEvent.Closed::sentence)
        .or(() -> i.asked().map(a -> a.to().orElse("somebody") + " is asked: " + a.question()))
        .or(
            () ->
                i.beliefs().isEmpty()
                    ? Optional.empty()
                    : Optional.of(i.beliefs().getLast().cause()))
        .orElseGet(
            () -> i.symptoms().isEmpty() ? "" : firstLine(i.symptoms().getFirst().message()));
  }

  /** The same without what an engine or a check has said: for who may see no values of rows. */
  public static String briefWithoutValues(IncidentState i) {
    boolean raw = i.closed().isEmpty() && i.asked().isEmpty() && i.beliefs().isEmpty();
    return raw && !i.symptoms().isEmpty()
        ? word(i.symptoms().getFirst().kind())
        : Unvalued.words(brief(i));
  }

  /** Whether somebody must get up, in capitals. */
  public static String up(IncidentState i) {
    return i.closed().isEmpty() && i.asked().isPresent()
        ? "SOMEBODY IS ASKED"
        : "NO NEED TO GET UP";
  }

  /** What readers see, as far as the incident tells it. */
  public static String readers(IncidentState i) {
    if (i.isOpen()) {
      var behind = behind(i);
      return behind.isEmpty()
          ? "see everything"
          : i.isByHand()
              ? "see " + Few.of(behind, MOST_NAMED) + " as a person has left it"
              : "see the last good data of " + Few.of(behind, MOST_NAMED);
    }
    if (i.undone().isPresent()) {
      return "see older data of "
          + Few.of(i.undone().get().tables(), MOST_NAMED)
          + ": it was taken back";
    }
    boolean left = i.closed().filter(c -> c.end() == IncidentEvent.End.DISMISSED).isPresent();
    var tables = i.symptoms().stream().map(Symptom::table).distinct().toList();
    return !left || tables.isEmpty()
        ? "see everything"
        : i.isByHand()
            ? "see " + Few.of(tables, MOST_NAMED) + " as a person has left it"
            : "see the last good data of "
                + Few.of(tables, MOST_NAMED)
                + ", unless a later run has made more";
  }

  /** What was changed in production already, the first first; nothing where nothing was. */
  public static List<String> changed(IncidentState i, boolean atSource) {
    if (i.undone().isPresent()) {
      return List.of("nothing any more: it was taken back");
    }
    var changed =
        new ArrayList<>(i.published().stream().map(IncidentEvent.Published::remedy).toList());
    if (atSource) {
      changed.addFirst("values at the source");
    }
    return changed;
  }
}
