package dev.prunella.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.contract.Contract;
import java.util.List;

/**
 * A contract, with all that its file says: also what Prunella does not use.
 *
 * @param document the file as a tree
 * @param notes sentences for the author: legal, but likely to surprise
 */
public record ContractFile(Contract contract, JsonNode document, List<String> notes) {
  public ContractFile {
    notes = List.copyOf(notes);
  }

  /** Whether a path is that of a contract. */
  public static boolean isOne(String path) {
    return path.endsWith(".odcs.yaml") || path.endsWith(".odcs.yml");
  }
}
