package dev.prunella.heal;

import dev.prunella.heal.Finding.LostFile;
import dev.prunella.heal.Finding.What;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows that a lost data file held are computed again, where the step gives the same rows each time
 * and each file's rows are those of one interval. That they are the same is not taken on trust: it
 * is proved by what was kept of them when they were published.
 */
final class ComputeAgain implements Cure {
  /** More than that is more than a slip; people decide what is to become of it. */
  static final int MOST_INTERVALS = 50;

  /** So many intervals are told by name. */
  private static final int MOST_TOLD = 3;

  @Override
  public String words() {
    return "compute again what a lost data file held";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL);
  }

  @Override
  public Reach reach(Footing footing) {
    return why(footing.step())
        .<Reach>map(Reach::beyond)
        .orElseGet(
            () ->
                Reach.within(
                    "a data file of its table is gone, its code is what made the rows, and what"
                        + " was kept of them proves that they come out the same"));
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Lost lost) || why(finding).isPresent()) {
      return List.of();
    }
    return List.of(
        new Proposal(
            lost.belief(finding.table()),
            new Remedy.ComputedAgain(
                key(finding.table(), lost.files()) + tries(means),
                finding.table(),
                lost.files(),
                "compute again what lost data files of %s held%s"
                    .formatted(finding.table(), of(lost, ", for ")))));
  }

  /** Why nothing is proposed; empty where something is. */
  static Optional<String> why(Finding finding) {
    if (!(finding.what() instanceof What.Lost lost)) {
      return Optional.empty();
    }
    return lost.beyond()
        .or(() -> why(finding.step()))
        .or(
            () ->
                lost.labels().size() > MOST_INTERVALS
                    ? Optional.of(
                        "%d intervals are more than the %d that are computed again unasked"
                            .formatted(lost.labels().size(), MOST_INTERVALS))
                    : Optional.empty());
  }

  private static Optional<String> why(Step step) {
    if (!step.repeatable()) {
      return Optional.of("it comes out otherwise each time that it is computed");
    }
    return step.how() instanceof Materialization.MergeBy
        ? Optional.of("what a merge has changed cannot be told from what was there")
        : Optional.empty();
  }

  /** What is lost, in a sentence's words. */
  static String told(TableName table, What.Lost lost) {
    int files = lost.files().size();
    return (files == 1 ? "a data file of %s is gone" : files + " data files of %s are gone")
            .formatted(table)
        + of(lost, ", with rows of ");
  }

  private static String of(What.Lost lost, String how) {
    var labels = lost.labels().stream().filter(l -> !l.isEmpty()).toList();
    if (labels.isEmpty()) {
      return "";
    }
    int more = labels.size() - MOST_TOLD;
    return how
        + labels.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String key(TableName table, List<LostFile> files) {
    var names = files.stream().map(LostFile::name).sorted().collect(Collectors.joining("/"));
    var hash = ObjectId.of(names.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    return "compute again " + table + " " + hash;
  }

  /** What failed may come through where a person has put right what was in the way. */
  private static String tries(Means means) {
    return means.retries() == 0 ? "" : " told " + means.retries();
  }
}
