package dev.prunella.memory;

import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.IncidentId;
import dev.prunella.refs.TableName;
import java.util.Optional;
import java.util.Set;

/**
 * A failure to which others are sought.
 *
 * @param text untrusted; it is read as words, never as a query
 * @param codes that stand in it
 * @param but the incident itself, which is no other one
 */
public record Query(
    String text,
    Set<TableName> tables,
    Optional<String> pipeline,
    Set<ErrorCode> codes,
    Optional<IncidentId> but) {
  /** Text beyond this is cut out of the middle. */
  public static final int MOST_CHARACTERS = 1 << 16;

  public Query {
    text = shortened(text);
    tables = Set.copyOf(tables);
    codes = Set.copyOf(codes);
  }

  /** A text of which nothing else is known. */
  public static Query of(String text) {
    var cut = shortened(text);
    return new Query(
        cut, Set.of(), Optional.empty(), Set.copyOf(ErrorCode.in(cut)), Optional.empty());
  }

  private static String shortened(String text) {
    int head = MOST_CHARACTERS / 4;
    return text.length() <= MOST_CHARACTERS
        ? text
        : text.substring(0, head)
            + "\n"
            + text.substring(text.length() - (MOST_CHARACTERS - head - 1));
  }

  /** The same at tables. */
  public Query at(Set<TableName> these) {
    return new Query(text, these, pipeline, codes, but);
  }

  /** The same of an incident. */
  public Query of(IncidentId incident, String itsPipeline) {
    return new Query(text, tables, Optional.of(itsPipeline), codes, Optional.of(incident));
  }
}
