package dev.prunella.incident;

import dev.prunella.pipeline.RunId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was tried for an incident, and what became of it.
 *
 * @param published what is on main for it; nothing once that was switched back
 * @param undone when what was published last was taken back
 * @param takenBack runs whose publications are not on main any more
 * @param refuted keys of remedies that were verified, and then switched back
 * @param watched what was seen of what was published last
 */
record Treatment(
    List<IncidentEvent.Tried> tried,
    List<IncidentEvent.Published> published,
    Optional<IncidentEvent.Undone> undone,
    Set<RunId> takenBack,
    Set<String> refuted,
    List<IncidentEvent.Watched> watched) {
  static final Treatment NOTHING =
      new Treatment(List.of(), List.of(), Optional.empty(), Set.of(), Set.of(), List.of());

  Treatment {
    tried = List.copyOf(tried);
    published = List.copyOf(published);
    takenBack = Set.copyOf(takenBack);
    refuted = Set.copyOf(refuted);
    watched = List.copyOf(watched);
  }

  Treatment after(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Tried one ->
          new Treatment(and(tried, one), published, undone, takenBack, refuted, watched);
      // The watch begins anew, and what was taken back before is not the last any more.
      case IncidentEvent.Published one ->
          new Treatment(
              tried, and(published, one), Optional.empty(), takenBack, refuted, List.of());
      case IncidentEvent.Watched one ->
          new Treatment(tried, published, undone, takenBack, refuted, and(watched, one));
      case IncidentEvent.Undone one when one.byWatch() -> takenBackBy(one).openAgain();
      case IncidentEvent.Undone one -> takenBackBy(one);
      case IncidentEvent.Opened _,
          IncidentEvent.Joined _,
          IncidentEvent.Believed _,
          IncidentEvent.Decided _,
          IncidentEvent.AmendmentProposed _,
          IncidentEvent.AtSource _,
          IncidentEvent.Waiting _,
          IncidentEvent.Asked _,
          IncidentEvent.Answered _,
          IncidentEvent.Noted _,
          IncidentEvent.Follows _,
          IncidentEvent.Suggested _,
          IncidentEvent.Closed _ ->
          this;
    };
  }

  private Treatment takenBackBy(IncidentEvent.Undone one) {
    var runs = published.stream().map(IncidentEvent.Published::run);
    return new Treatment(
        tried, published, Optional.of(one), and(takenBack, runs), refuted, watched);
  }

  /** Nothing of it is on main, and none of what was tried is tried again. */
  private Treatment openAgain() {
    var keys = tried.stream().map(IncidentEvent.Tried::key);
    return new Treatment(tried, List.of(), undone, takenBack, and(refuted, keys), watched);
  }

  /** The keys of remedies that did not pass their verification, or not the watch after it. */
  Set<String> failed() {
    var failed = new HashSet<>(refuted);
    tried.stream()
        .filter(t -> t.verdict() != IncidentEvent.Verified.VERIFIED)
        // A machine in trouble says nothing of what a person wants tried again.
        .filter(
            t ->
                t.verdict() != IncidentEvent.Verified.INCONCLUSIVE
                    || t.family() != RemedyFamily.RETRY_LATER)
        .forEach(t -> failed.add(t.key()));
    return failed;
  }

  private static <T> List<T> and(List<T> these, T one) {
    return Stream.concat(these.stream(), Stream.of(one)).collect(Collectors.toUnmodifiableList());
  }

  private static <T> Set<T> and(Set<T> these, Stream<T> those) {
    return Stream.concat(these.stream(), those).collect(Collectors.toUnmodifiableSet());
  }
}
