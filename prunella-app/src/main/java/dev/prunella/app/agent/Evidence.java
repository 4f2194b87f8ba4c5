package dev.prunella.app.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an incident, for an agent.
 *
 * @param failed steps that did not come to an end, or are held
 * @param question that is open
 * @param models the files of steps that failed and of what they are made from
 */
public record Evidence(
    Summary incident,
    String run,
    List<Symptomatic> seen,
    List<Failed> failed,
    List<Believed> believed,
    List<Tried> tried,
    @Nullable Question question,
    List<Answered> answers,
    List<String> published,
    List<Suggested> suggested,
    List<String> models) {

  /**
   * An incident in short.
   *
   * @param state one of open, waiting, asked, proposed, healed, passed, dismissed, undone
   */
  public record Summary(
      String incident,
      String state,
      String pipeline,
      @Nullable String interval,
      Instant opened,
      List<String> tables,
      String brief) {}

  /** What was seen of it. */
  public record Symptomatic(String table, String kind, String message) {}

  /** A step's failure, or a rule by which it is held. */
  public record Failed(
      String table, String what, String message, @Nullable String file, int line, String next) {}

  public record Believed(
      String failureClass,
      String cause,
      double confidence,
      String table,
      List<String> supporting,
      List<String> against) {}

  public record Tried(String remedy, String verdict, List<String> proofs) {}

  public record Question(String to, String question, List<String> options) {}

  public record Answered(String by, String option, String why) {}

  public record Suggested(String agent, List<String> models) {}
}
