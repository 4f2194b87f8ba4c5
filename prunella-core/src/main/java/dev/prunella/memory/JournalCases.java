package dev.prunella.memory;

import dev.prunella.incident.FailureFeatures;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.Similar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Cases as the journal has them now, of the newest incidents only: right without any index, and as
 * slow as there are incidents.
 */
public final class JournalCases implements Cases {
  /** Of older incidents only an index knows. */
  public static final int MOST_LOOKED_AT = 500;

  private static final int MOST_LISTED = 10_000;

  private final IncidentJournal journal;
  private final Meaning meaning;

  /**
   * @param meaning {@link Meaning#UNKNOWN} where words alone are to be compared
   */
  public JournalCases(IncidentJournal journal, Meaning meaning) {
    this.journal = journal;
    this.meaning = meaning;
  }

  @Override
  public Optional<Case> find(IncidentId id) {
    var events = journal.events(id);
    return events.isEmpty() ? Optional.empty() : Optional.of(Case.of(id, events));
  }

  @Override
  public List<Case> newest(int most) {
    return journal.newest(MOST_LISTED).stream()
        .flatMap(id -> ended(id).stream())
        .limit(most)
        .toList();
  }

  @Override
  public List<Case> of(FailureMark failure) {
    return looked().stream().filter(c -> isAbout(c, failure)).toList();
  }

  private List<Case> looked() {
    return journal.newest(MOST_LOOKED_AT).stream().flatMap(id -> ended(id).stream()).toList();
  }

  /** What is open is no case, and not folded into one. */
  private Optional<Case> ended(IncidentId id) {
    return journal.state(id).filter(s -> !s.isOpen()).flatMap(_ -> find(id));
  }

  private static boolean isAbout(Case one, FailureMark failure) {
    return one.remedies().stream().anyMatch(r -> r.failure().filter(failure::equals).isPresent());
  }

  @Override
  public List<Match> similarTo(Query query, int most) {
    var cases = new LinkedHashMap<IncidentId, Case>();
    var entries = new ArrayList<Similar.Entry>();
    for (var one : looked()) {
      if (query.but().filter(one.id()::equals).isEmpty()) {
        cases.put(one.id(), one);
        one.texts().forEach(t -> entries.add(new Similar.Entry(one.id().toString(), features(t))));
      }
    }
    var asked = features(query.text());
    var byWords = Similar.of(entries).to(asked, entries.size(), _ -> true);
    var likeness = Ranking.understood(asked, byWords, entries, meaning);
    return cases.values().stream()
        .map(c -> match(c, likeness.getOrDefault(c.id().toString(), 0.0), query))
        .sorted(Comparator.comparingDouble(Match::score).reversed())
        .limit(most)
        .toList();
  }

  private static FailureFeatures features(String text) {
    return FailureFeatures.of(text);
  }

  private static Match match(Case one, double likeness, Query query) {
    return new Match(one, likeness, score(likeness, query, one));
  }

  private static double score(double likeness, Query query, Case one) {
    return Ranking.score(likeness, query, Ranking.Circumstances.of(one));
  }
}
