package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.engine.Edits;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Promises.Anomalies;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Verdict;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Judges a table's interval by those before it: what is significantly unlike them holds the
 * publication or gives a warning, explained where one cause explains it. Thread-safe.
 */
public final class AnomalyJudge implements Judge {

  /** The name of its only rule. */
  public static final String RULE = "like-its-history";

  private static final String NOT_JUDGED = "not judged: ";

  private static final int MOST_ANOMALIES = 3;

  private final LocalLake lake;
  private final IntervalInspector inspector;
  private final Acceptances acceptances;

  /** What people have accepted as right, though it is unlike what was before. */
  public interface Acceptances {
    /**
     * Who accepted these rows of a table's interval, and why; empty when nobody has.
     *
     * @param content of all rows, as {@link Inspection.Judged#content} has it
     */
    Optional<String> of(TableName table, String interval, String content);
  }

  public AnomalyJudge(LocalLake lake, IntervalInspector inspector, Acceptances acceptances) {
    this.lake = lake;
    this.inspector = inspector;
    this.acceptances = acceptances;
  }

  @Override
  public boolean judges(Step step) {
    return step.promises().anomalies() != Anomalies.IGNORED && notToBeTold(step).isEmpty();
  }

  /** Why the rows of an interval cannot be told from others; empty where they can. */
  public static Optional<String> notToBeTold(Step step) {
    return step.how() instanceof Materialization.MergeBy
        ? Optional.of(IntervalInspector.MERGED)
        : Optional.empty();
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    if (!(made instanceof Entry.Table entry)) {
      return List.of();
    }
    var table = lake.table(task.table().key(), entry);
    return switch (inspector.inspect(table, task, watch)) {
      case Inspection.NotJudged(var why) ->
          List.of(Verdict.of(RULE, Standing.PASSED, NOT_JUDGED + why));
      case Inspection.Judged judged when !judged.assessment().isAlarm() ->
          List.of(
              Verdict.of(
                  RULE,
                  Standing.PASSED,
                  "as in " + judged.history().size() + " earlier intervals"));
      case Inspection.Judged judged -> List.of(alarm(task, table, judged));
    };
  }

  /** Whether a verdict says how a table compares; not that nobody could compare it. */
  public static boolean hasJudged(Verdict verdict) {
    return verdict.rule().equals(RULE) && !verdict.sentence().startsWith(NOT_JUDGED);
  }

  private Verdict alarm(StepTask task, Table table, Inspection.Judged judged) {
    var accepted =
        judged
            .content()
            .flatMap(
                content ->
                    acceptances.of(
                        task.table(), task.intervalLabel().orElse(""), content.toString()));
    var facts = facts(task, table, judged);
    var sentence = sentence(judged);
    if (accepted.isPresent()) {
      facts.put(Verdict.ACCEPTED, accepted.get());
      return new Verdict(
          RULE,
          Standing.PASSED,
          "accepted by " + accepted.get() + "; seen was: " + sentence,
          Optional.empty(),
          facts);
    }
    boolean enough = judged.learntFrom() >= IntervalInspector.TO_HOLD;
    boolean holding = task.step().promises().anomalies() == Anomalies.HOLD;
    return new Verdict(
        RULE,
        holding && enough ? Standing.HELD : Standing.WARNED,
        holding && !enough
            ? sentence
                + " (learnt from %d intervals; from %d on this holds the publication)"
                    .formatted(judged.learntFrom(), IntervalInspector.TO_HOLD)
            : sentence,
        Optional.empty(),
        facts);
  }

  private static String sentence(Inspection.Judged judged) {
    var seen =
        judged.assessment().anomalies().stream()
            .limit(MOST_ANOMALIES)
            .map(anomaly -> anomaly.inWords())
            .toList();
    var more = judged.assessment().anomalies().size() - seen.size();
    var list = String.join("; ", seen) + (more > 0 ? "; and " + more + " more" : "");
    return judged
        .explanation()
        .flatMap(AnomalyJudge::believed)
        .map(cause -> cause + ". Seen: " + list)
        .orElse("unlike its history, and no one cause explains it. Seen: " + list);
  }

  private static Optional<String> believed(Explanation explanation) {
    return switch (explanation) {
      case Explanation.Explained explained ->
          Optional.of(
              CauseWords.of(explained.cause())
                  + String.format(Locale.ROOT, " (%.2f)", explained.confidence()));
      case Explanation.Suspected suspected ->
          Optional.of("perhaps " + CauseWords.of(suspected.cause()) + ", not confirmed");
      case Explanation.Unexplained _ -> Optional.empty();
    };
  }

  private static Map<String, String> facts(StepTask task, Table table, Inspection.Judged judged) {
    var facts = new HashMap<String, String>();
    judged.content().ifPresent(content -> facts.put("content", content.toString()));
    facts.put("learnt from", Integer.toString(judged.learntFrom()));
    facts.put("rarity", String.format(Locale.ROOT, "%.1f", judged.assessment().rarity()));
    facts.put("threshold", String.format(Locale.ROOT, "%.1f", judged.assessment().threshold()));
    if (judged.assessment().isAlarm() && Edits.isAsItWas(task, table)) {
      facts.put(Fault.INPUTS_IN_DOUBT, "the step is as it was, and what it made is not");
    }
    return facts;
  }
}
