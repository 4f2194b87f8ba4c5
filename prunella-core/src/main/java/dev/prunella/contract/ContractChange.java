package dev.prunella.contract;

import dev.prunella.refs.TableName;
import java.util.Optional;

/**
 * One difference between two versions of a contract, as those who rely on it see it.
 *
 * @param column empty for a change of the table as a whole
 * @param place where it stands now; where it stood, for what is gone
 * @param sentence for people: {@code no longer promises that amount is not null}
 */
public record ContractChange(
    Effect effect,
    Subject subject,
    TableName table,
    Optional<String> column,
    CodePlace place,
    String sentence) {

  /** What it means for those who rely on the contract. */
  public enum Effect {
    /** Something that was promised no longer is; also whatever cannot be told. */
    BREAKING,
    COMPATIBLE
  }

  /** What was changed. */
  public enum Subject {
    /** Whether the table, or the column, is promised at all. */
    PRESENCE,
    TYPE,
    /** Whether values must be there. */
    REQUIRED,
    UNIQUENESS,
    RULE,
    FRESHNESS,
    /** People, words and whatever else promises nothing. */
    OTHER
  }

  public boolean breaks() {
    return effect == Effect.BREAKING;
  }

  /** For people: {@code orders.amount: no longer promised}. */
  @Override
  public String toString() {
    return table + column.map(c -> "." + c).orElse("") + ": " + sentence;
  }
}
