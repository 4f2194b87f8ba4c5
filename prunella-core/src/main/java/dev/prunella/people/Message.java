package dev.prunella.people;

import dev.prunella.incident.IncidentId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is sent. It holds no values of rows and no secrets but the links by which it is answered.
 *
 * @param id by which a receiver knows that it has it already
 * @param at when this attempt is made
 * @param who is asked
 * @param address as the channel knows them
 * @param subject one line
 * @param text plain, in the order in which an incident always speaks
 * @param earlier ids of messages of the same incidents, the oldest first
 */
public record Message(
    String id,
    Instant at,
    String who,
    String address,
    Severity severity,
    String subject,
    String text,
    List<String> earlier,
    List<Asked> asked) {

  /**
   * A question in it, for machines.
   *
   * @param escalates when the next one is asked
   */
  public record Asked(
      IncidentId incident,
      int number,
      TableName about,
      String question,
      List<Choice> choices,
      Optional<Instant> escalates) {
    public Asked {
      choices = List.copyOf(choices);
    }
  }

  /**
   * An answer that can be given.
   *
   * @param link where it is given; empty where nobody serves one
   */
  public record Choice(String word, Optional<String> link) {}

  public Message {
    earlier = List.copyOf(earlier);
    asked = List.copyOf(asked);
  }
}
