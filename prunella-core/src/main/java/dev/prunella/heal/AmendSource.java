package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Cause;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation.Explained;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Single cells in which a digit slipped are put right where they come from, if the source has a
 * staging for that and says what was loaded. What that comes to is rehearsed in a branch first.
 */
final class AmendSource implements Cure {
  private static final int HASH = 16;

  @Override
  public String words() {
    return "put single cells right at their source";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.QUARANTINE_OR_CORRECT_DATA);
  }

  @Override
  public Reach reach(Footing footing) {
    if (!(footing.step().work() instanceof Step.Work.Load(var source))) {
      return TakeBack.wherePut();
    }
    if (!(source.from() instanceof Source.Jdbc jdbc)) {
      return Reach.beyond("only what is loaded from a database can be put right there");
    }
    if (jdbc.staging().isEmpty()) {
      return Reach.beyond(
          "its source declares no staging in which rows could be put right",
          "declare 'staging' in " + footing.step().place().path());
    }
    return footing.whereExplained(Reach.asking("a digit has slipped in single cells"));
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    var slip = slip(finding, means);
    if (slip.isEmpty()
        || !(finding.what()
            instanceof
            What.Unlike(var _, Explained(var cause, var c, var s, var a, _), var _, var _))
        || finding.batch().isEmpty()) {
      return List.of();
    }
    var words = CauseWords.of(cause);
    var amendment = slip.get().amendment();
    return List.of(
        new Proposal(
            new Belief(
                FailureClass.DATA,
                words,
                c,
                finding.table(),
                Stream.concat(s.stream(), Stream.of("the source itself holds what was loaded"))
                    .toList(),
                a),
            new Remedy.AtSource(
                key(finding, amendment),
                finding.table(),
                "put it right at the source: %s, in %s".formatted(words, amendment.place()),
                amendment,
                slip.get().evidence(),
                TakeBack.remedy(finding, cause, words, slip.get().inverse()))));
  }

  /** What can be put right at the finding's source. */
  static Optional<Means.Slip> slip(Finding finding, Means means) {
    return finding.step().loads()
            && finding.what() instanceof What.Unlike(var _, Explained explained, var _, var _)
            && explained.cause() instanceof Cause.WrongCells(var column, var cells)
        ? means.slip(finding, new Transformation.Cells(column, cells))
        : Optional.empty();
  }

  /** Values stay out of it; what was seen around them is part of it, as an approval is for that. */
  private static String key(Finding finding, Amendment amendment) {
    return "at source "
        + finding.table()
        + " "
        + finding.interval().orElse("")
        + " "
        + hash(amendment.cells().toString())
        + Amendment.AS_OF
        + hash(amendment.place() + " " + amendment.seen());
  }

  private static String hash(String text) {
    return ObjectId.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH);
  }
}
