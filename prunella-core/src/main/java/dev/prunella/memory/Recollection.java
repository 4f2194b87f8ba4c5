package dev.prunella.memory;

import dev.prunella.heal.FailureText;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Past;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Signature;
import dev.prunella.memory.Cases.Match;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What earlier cases say, for one look at one incident: each finding is looked up once. */
public final class Recollection implements Past {
  /** Below this likeness a failure is another one, whatever else both have in common. */
  public static final double ALIKE = 0.6;

  private static final int MOST_PRECEDENTS = 8;

  private final Cases cases;
  private final IncidentState incident;
  private final Function<Finding, Optional<String>> content;
  private final Map<Asked, Experience> known = new HashMap<>();

  /** What one answer is for. */
  private record Asked(TableName table, String text, Optional<String> content) {}

  /**
   * @param content names what a finding's table was to be made from; empty where nobody can tell
   */
  public Recollection(
      Cases cases, IncidentState incident, Function<Finding, Optional<String>> content) {
    this.cases = cases;
    this.incident = incident;
    this.content = content;
  }

  @Override
  public Experience with(Finding finding) {
    var asked = new Asked(finding.table(), FailureText.of(finding), content.apply(finding));
    return known.computeIfAbsent(asked, this::look);
  }

  private Experience look(Asked asked) {
    var mark =
        asked
            .content()
            .map(c -> new FailureMark(asked.table(), Signature.ofAny(asked.text()).hash(), c));
    var query =
        Query.of(asked.text())
            .at(Set.of(asked.table()))
            .of(incident.id(), incident.opened().pipeline());
    return new Experience(
        mark, mark.map(this::failed).orElse(Map.of()), precedents(query, asked.table()));
  }

  /**
   * What was shown to be no cure of this very failure. Running the same again is not among it: that
   * it failed says nothing of another time.
   */
  private Map<String, Failed> failed(FailureMark mark) {
    var failed = new LinkedHashMap<String, Failed>();
    for (var one : cases.of(mark)) {
      for (var remedy : one.remedies()) {
        if (remedy.failure().filter(mark::equals).isPresent()
            && remedy.outcome().isNoCure()
            && !remedy.family().onlyRunsAgain()
            && !one.id().equals(incident.id())) {
          failed.putIfAbsent(remedy.key(), new Failed(one.id(), remedy.words(), remedy.outcome()));
        }
      }
    }
    return failed;
  }

  private List<Precedent> precedents(Query query, TableName table) {
    return cases.similarTo(query, MOST_PRECEDENTS).stream()
        .filter(m -> m.likeness() >= ALIKE)
        .map(m -> precedent(m, isSame(m, query, table)))
        .toList();
  }

  /**
   * A signature masks numbers and what stands in quotes: one exit code is not another, nor one
   * table's failure another's.
   */
  private static boolean isSame(Match match, Query query, TableName table) {
    return match.likeness() >= 1
        && match.found().failures().stream()
            .anyMatch(f -> f.table().equals(table) && Set.copyOf(f.codes()).equals(query.codes()));
  }

  private static Precedent precedent(Match match, boolean same) {
    var found = match.found();
    return new Precedent(
        found.id(),
        found.opened(),
        match.likeness(),
        same,
        found.belief(),
        found.remedies().stream()
            .map(r -> new Turned(r.family(), r.words(), r.outcome()))
            .distinct()
            .toList(),
        found.isHealed());
  }
}
