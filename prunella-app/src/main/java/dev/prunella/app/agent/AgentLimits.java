package dev.prunella.app.agent;

import java.time.Duration;

/**
 * How much an agent may use.
 *
 * @param calls in an hour, whatever becomes of them; counted in the lake, for all its processes
 * @param acts suggestions, questions and notes in an hour, each
 * @param lifetime of its sandbox
 * @param query how long one query may take
 * @param work how long a run or a proof may take
 * @param characters of one answer's rows or texts
 * @param page entries of one page of a list
 * @param models that may be changed at once
 * @param modelCharacters of one model
 */
public record AgentLimits(
    int calls,
    int acts,
    Duration lifetime,
    Duration query,
    Duration work,
    int characters,
    int page,
    int models,
    int modelCharacters) {
  public static final AgentLimits DEFAULT =
      new AgentLimits(
          300,
          20,
          Duration.ofHours(4),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          60_000,
          50,
          10,
          100_000);

  public AgentLimits {
    if (calls < 1 || acts < 1 || characters < 1 || page < 1 || models < 1 || modelCharacters < 1) {
      throw new IllegalArgumentException("an agent's limits must be positive");
    }
  }
}
