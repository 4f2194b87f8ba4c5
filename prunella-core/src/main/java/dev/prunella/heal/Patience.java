package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What there is left where nothing can be done: to wait while time may help, and to ask whoever
 * answers for the table.
 */
final class Patience {
  private final QuestionContext asking;
  private final Means means;
  private final HealLimits limits;
  private final Clock clock;

  Patience(QuestionContext asking, Means means, HealLimits limits, Clock clock) {
    this.asking = asking;
    this.means = means;
    this.limits = limits;
    this.clock = clock;
  }

  /** Whether it still waits. */
  boolean isTooEarly(IncidentState incident) {
    return incident.waiting().filter(w -> clock.instant().isBefore(w.until())).isPresent();
  }

  static Optional<Remedy.Wait> longer(Optional<Remedy.Wait> one, Optional<Remedy.Wait> other) {
    return Stream.of(one, other)
        .flatMap(Optional::stream)
        .max(Comparator.comparing(Remedy.Wait::time));
  }

  static Optional<Remedy.Wait> firstWait(List<Planned> plan) {
    return plan.stream()
        .map(Planned::remedy)
        .filter(Remedy.Wait.class::isInstance)
        .map(Remedy.Wait.class::cast)
        .findFirst();
  }

  /**
   * Waits while that may help and nobody has been waited on too often; then a person is asked. At
   * once about rows that no waiting mends, though another table waits for its source.
   *
   * @param tried for the incident, up to now; read only where somebody is asked
   */
  void waitOrAsk(
      IncidentJournal.Writer writer,
      IncidentState incident,
      List<Finding> findings,
      Supplier<List<IncidentEvent.Tried>> tried,
      Optional<Remedy.Wait> wait) {
    boolean waits = wait.isPresent() && incident.waits() < limits.waitsBeforeAsking();
    var about = waits ? beside(findings) : findings.stream().findFirst();
    if (about.isPresent()
        && asking.askedElsewhere(incident).isEmpty()
        && incident.asked().isEmpty()) {
      var finding = about.get();
      if (incident.beliefs().isEmpty()) {
        asking
            .beliefOf(finding)
            .ifPresent(b -> writer.append(new IncidentEvent.Believed(clock.instant(), b)));
      }
      var doubt = Doubt.of(tried.get(), means.past().with(finding).mark());
      ask(
          writer,
          finding,
          others(incident, finding)
              + doubt
                  .filter(d -> d.isOfOtherRows(incident))
                  .map(_ -> "What was trusted makes other rows now. ")
                  .orElse("")
              + Question.about(finding, findings)
              + doubt.map(d -> Question.about(d, incident.id())).orElse(""),
          Question.answers(finding, findings, doubt),
          doubt.flatMap(Doubt::key));
    }
    keepWaiting(writer, incident, wait);
  }

  /**
   * The first of which rows are there, and wrong, beside sources that are waited for. Those are
   * looked at also while a question is open; what else passes by itself is not, and comes first.
   */
  private Optional<Finding> beside(List<Finding> findings) {
    var waiting =
        findings.stream()
            .filter(f -> firstWait(Planner.plan(List.of(f), Set.of(), means)).isPresent())
            .toList();
    if (waiting.isEmpty() || !waiting.stream().allMatch(f -> f.step().loads())) {
      return Optional.empty();
    }
    return findings.stream()
        .filter(f -> !waiting.contains(f))
        .filter(
            f ->
                f.what() instanceof Finding.What.Unlike
                    || f.what() instanceof Finding.What.BreaksRules)
        .findFirst();
  }

  /** Whoever has accepted other rows of it is told that these are not those. */
  private static String others(IncidentState incident, Finding finding) {
    var these = Question.accepts(finding);
    boolean others =
        these.isPresent()
            && incident.answers().stream()
                .flatMap(a -> a.rows().stream())
                .filter(r -> r.table().equals(finding.table()))
                .anyMatch(r -> !these.get().equals(r.content()));
    return others ? "Its source has brought other rows than those that were accepted. " : "";
  }

  /** Looks again later: rarely where it has often waited. */
  void keepWaiting(
      IncidentJournal.Writer writer, IncidentState incident, Optional<Remedy.Wait> wait) {
    var now = clock.instant();
    boolean often = incident.waits() < limits.waits();
    writer.append(
        new IncidentEvent.Waiting(
            now,
            often ? until(now, wait) : now.plus(limits.lateLook()),
            often
                ? wait.map(Remedy.Wait::words).orElse("look again whether anything has changed")
                : "it is left to people, and looked at once a day"));
  }

  private Instant until(Instant now, Optional<Remedy.Wait> wait) {
    return now.plus(wait.map(Remedy.Wait::time).orElse(limits.look()));
  }

  /**
   * Asks whoever answers for a finding's table, or whom a person's note names.
   *
   * @param proposal the key of what may be said yes to, if there is any
   */
  void ask(
      IncidentJournal.Writer writer,
      Finding finding,
      String question,
      List<Answer> options,
      Optional<String> proposal) {
    var contact = means.known().whomToAsk(finding);
    contact.ifPresent(c -> note(writer, c.remark()));
    var to = contact.map(Known.Contact::who).or(() -> asking.ownerOf(finding));
    var all = question + asking.besides(writer.id()).map(words -> " " + words).orElse("");
    writer.append(
        new IncidentEvent.Asked(
            clock.instant(),
            to,
            finding.table(),
            all,
            options.stream().map(Answer::word).toList(),
            proposal,
            Question.accepts(finding).filter(_ -> options.contains(Answer.ACCEPT))));
  }

  /** What becomes of people's notes is kept like everything else. */
  private void note(IncidentJournal.Writer writer, Known.Remark remark) {
    writer.append(remark.at(clock.instant()));
  }
}
