package dev.prunella.heal;

import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of earlier incidents, as far as it bears on one that is looked at now. It raises
 * nothing: what held before is only tried first among equals, and proved like anything else. For
 * one look at an incident.
 */
public interface Past {

  /** What there is for a finding. */
  Experience with(Finding finding);

  /** Where nothing was ever healed. */
  static Past none() {
    return _ -> Experience.NONE;
  }

  /** How a remedy turned out. */
  enum Outcome {
    /** It was published, and nobody has taken it back. */
    HELD("held"),
    /** It was published, and taken back. */
    UNDONE("was taken back"),
    /** A person said no to it. */
    DENIED("was refused by a person"),
    /** It was proved, and not published. */
    VERIFIED("was proved, and not published"),
    /** It could not be proved. */
    UNPROVED("could not be proved"),
    FAILED("failed");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }

    /** Whether it is known to be no cure of what it was tried for. */
    public boolean isNoCure() {
      return this == FAILED || this == UNDONE || this == DENIED;
    }
  }

  /** A remedy that was tried, and how that turned out. */
  record Turned(RemedyFamily family, String words, Outcome outcome) {
    /** Whether it was of this sort: its numbers do not count, for tomorrow's are others. */
    boolean isLike(Remedy remedy) {
      return family == remedy.family()
          && Signature.masked(words).equals(Signature.masked(remedy.words()));
    }
  }

  /**
   * An earlier incident that bears on a finding.
   *
   * @param likeness from 0 to 1; 1 is the same signature
   * @param same the very same failure: of the same table, by the same signature and codes
   * @param belief what it was put down to in the end
   * @param endedWell it was healed, and that was not taken back
   */
  record Precedent(
      IncidentId incident,
      Instant at,
      double likeness,
      boolean same,
      Optional<Belief> belief,
      List<Turned> remedies,
      boolean endedWell) {
    public Precedent {
      remedies = List.copyOf(remedies);
    }

    String name() {
      return incident + " (" + at.atZone(ZoneOffset.UTC).toLocalDate() + ")";
    }
  }

  /**
   * What there is for one finding.
   *
   * @param mark tells its failure from others; empty where that cannot be told
   * @param failed keys of remedies that failed for this very failure, and in which incident
   * @param precedents the most alike first
   */
  record Experience(
      Optional<FailureMark> mark, Map<String, Failed> failed, List<Precedent> precedents) {
    static final Experience NONE = new Experience(Optional.empty(), Map.of(), List.of());

    private static final int MOST_SENTENCES = 3;

    public Experience {
      failed = Map.copyOf(failed);
      precedents = List.copyOf(precedents);
    }

    /** Where a remedy failed for this very failure. */
    Optional<Failed> failed(Remedy remedy) {
      return Optional.ofNullable(failed.get(remedy.key()))
          .or(() -> Optional.ofNullable(failed.get(remedy.wordKey())))
          .or(() -> Optional.ofNullable(failed.get(remedy.deedKey())));
    }

    /**
     * An incident of the very same failure that was put down to something, best one that was
     * healed.
     */
    public Optional<Precedent> sameAsBefore() {
      return precedents.stream()
          .filter(p -> p.same() && p.belief().isPresent())
          .max(Comparator.comparing(Precedent::endedWell));
    }

    /**
     * How remedies of a sort turned out: above 0 where they held, below where they did not. One
     * that was taken back weighs as much as two that held.
     */
    int standing(Remedy remedy) {
      int standing = 0;
      for (var precedent : precedents) {
        for (var turned : precedent.remedies()) {
          if (turned.isLike(remedy)) {
            standing +=
                switch (turned.outcome()) {
                  case HELD -> 1;
                  case UNDONE -> -2;
                  case DENIED, FAILED -> -1;
                  case VERIFIED, UNPROVED -> 0;
                };
          }
        }
      }
      return Integer.signum(standing);
    }

    /** A belief with what earlier incidents say for and against it and its remedy. */
    Belief told(Belief belief, Remedy remedy) {
      var supporting = new ArrayList<>(belief.supporting());
      var against = new ArrayList<>(belief.against());
      int said = 0;
      for (var precedent : precedents) {
        var same = precedent.remedies().stream().filter(t -> t.isLike(remedy)).findFirst();
        if (same.isPresent() && said < MOST_SENTENCES) {
          said++;
          var sentence =
              precedent.name() + " was alike: same cure, " + same.get().outcome().words();
          (same.get().outcome().isNoCure() ? against : supporting).add(sentence);
        }
      }
      against.addAll(notTriedAgain());
      return with(belief, supporting, against);
    }

    /** A belief that no remedy goes with, with what earlier incidents say. */
    public Belief told(Belief belief) {
      var supporting = new ArrayList<>(belief.supporting());
      precedents.stream().limit(MOST_SENTENCES).forEach(p -> supporting.add(sentence(p)));
      var against = new ArrayList<>(belief.against());
      against.addAll(notTriedAgain());
      return with(belief, supporting, against);
    }

    private static String sentence(Precedent precedent) {
      return precedent.name()
          + " was alike"
          + precedent.belief().map(b -> " (" + b.cause() + ")").orElse("")
          + precedent.remedies().stream()
              .filter(t -> t.outcome() == Outcome.HELD)
              .findFirst()
              .map(t -> ": " + t.words() + ", " + t.outcome().words())
              .orElse("");
    }

    private List<String> notTriedAgain() {
      return failed.values().stream()
          .map(f -> "not tried again: " + f.words() + " " + f.outcome().words() + " in " + f.in())
          .distinct()
          .sorted()
          .limit(MOST_SENTENCES)
          .toList();
    }

    private static Belief with(Belief belief, List<String> supporting, List<String> against) {
      return new Belief(
          belief.failureClass(),
          belief.cause(),
          belief.confidence(),
          belief.blamed(),
          supporting,
          against);
    }
  }

  /** A remedy that failed for this very failure. */
  record Failed(IncidentId in, String words, Outcome outcome) {}
}
