package dev.prunella.app.project;

import dev.prunella.contract.Contract;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/**
 * What main's readers rely on of the code that was published last.
 *
 * @param contracts whose promises must not be taken back while others rest on them
 * @param makers of main's tables
 */
public record Published(List<Contract> contracts, Makers makers) {
  /** Nothing has been published, or nobody asks. */
  public static final Published NOTHING = new Published(List.of(), (_, _) -> Optional.empty());

  public Published {
    contracts = List.copyOf(contracts);
  }

  /** What makes a table of main by the code that was published last. */
  @FunctionalInterface
  public interface Makers {
    /**
     * The file; empty where nothing of it makes the table, or where somebody has said that it stays
     * as it is without being made any more.
     *
     * @param parser a connection to DuckDB, whose parser reads the models
     */
    Optional<String> of(TableName table, Connection parser);
  }
}
