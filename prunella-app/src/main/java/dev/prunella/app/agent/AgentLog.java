package dev.prunella.app.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.agent.RefusedException.Reason;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What an agent asked for, in a journal of the lake, which the audit chain covers: each call is
 * there before it is carried out, and so is each refusal. The budget of calls is counted there as
 * well, so that it holds for all processes in which an agent works. Thread-safe.
 */
final class AgentLog {
  private static final String CALLED = "agent called";
  private static final String REFUSED = "agent refused";
  private static final Duration HOUR = Duration.ofHours(1);

  /** Longer texts are cut: they are the agent's, and nobody bounds what it sends. */
  private static final int MOST_CHARACTERS = 2_000;

  private static final int MOST_TRIES = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;
  private final Agent agent;
  private final AgentLimits limits;
  private final Clock clock;
  private final UnaryOperator<String> redacted;

  AgentLog(
      Lake lake, Agent agent, AgentLimits limits, Clock clock, UnaryOperator<String> redacted) {
    this.lake = lake;
    this.agent = agent;
    this.limits = limits;
    this.clock = clock;
    this.redacted = redacted;
  }

  /**
   * Keeps a call.
   *
   * @param act whether it is one of those of which only a few are let through
   * @throws RefusedException where the budget is used up; the first time in an hour that is kept
   *     too
   */
  void called(String verb, String about, boolean act) {
    var since = clock.instant().minus(HOUR);
    // Each call has two entries at most.
    var newest =
        lake.store().newest(stream(), 2 * limits.calls() + 2).stream()
            .filter(e -> e.at().isAfter(since))
            .toList();
    long calls = newest.stream().filter(e -> e.kind().equals(CALLED)).count();
    if (calls >= limits.calls()) {
      var why = "the budget of " + limits.calls() + " calls an hour is used up";
      if (newest.isEmpty() || !newest.getFirst().body().contains(why)) {
        append(REFUSED, verb, about, why + "; further ones are not written down");
      }
      throw new RefusedException(Reason.BUDGET, why, "wait, or ask a person");
    }
    long alike =
        newest.stream()
            .filter(e -> e.kind().equals(CALLED) && e.body().contains("\"" + verb + "\""))
            .count();
    append(CALLED, verb, about, "");
    if (act && alike >= limits.acts()) {
      var why = "there were " + limits.acts() + " calls of " + verb + " within an hour";
      append(REFUSED, verb, about, why);
      throw new RefusedException(Reason.BUDGET, why, "wait, or ask a person");
    }
  }

  /** Keeps that a call was refused, or failed. */
  void refused(String verb, String about, String why) {
    append(REFUSED, verb, about, why);
  }

  private String stream() {
    return "agent/" + agent.name();
  }

  private void append(String kind, String verb, String about, String why) {
    var body =
        JSON.createObjectNode().put("verb", verb).put("about", cut(about)).put("why", cut(why));
    for (int i = 0; i < MOST_TRIES; i++) {
      var entry = new Append(stream(), lake.store().length(stream()), kind, body.toString());
      switch (lake.append(agent.author(), List.of(entry))) {
        case Appended.Written _ -> {
          return;
        }
        case Appended.Overtaken _ -> {}
        case Appended.Unknown(var reason) ->
            throw new LakeException(
                Problem.UNKNOWN_FATE,
                "it is not known whether the call of " + verb + " was written down: " + reason);
      }
    }
    throw new LakeException(
        Problem.CONFLICT, "others write to the journal of agent " + agent.name() + " all the time");
  }

  private String cut(String text) {
    var masked = redacted.apply(text);
    return masked.length() <= MOST_CHARACTERS
        ? masked
        : masked.substring(0, MOST_CHARACTERS) + "...";
  }
}
