package dev.prunella.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.contract.Contract;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A contract, with all that its file says: also what Prunella does not use.
 *
 * @param document the file as a tree
 * @param notes sentences for the author: legal, but likely to surprise
 */
public record ContractFile(Contract contract, JsonNode document, List<String> notes) {
  private static final Pattern ENDING =
      Pattern.compile("(\\.odcs)?\\.ya?ml$", Pattern.CASE_INSENSITIVE);

  public ContractFile {
    notes = List.copyOf(notes);
  }

  /** Whether a path is that of a contract. */
  public static boolean isOne(String path) {
    return path.endsWith(".odcs.yaml") || path.endsWith(".odcs.yml");
  }

  /**
   * The name by which a YAML file among contracts would be one; empty where it is one, or no YAML.
   */
  public static Optional<String> nameToBeRead(String path) {
    return isOne(path)
        ? Optional.empty()
        : Optional.of(ENDING.matcher(path).replaceFirst(".odcs.yaml"))
            .filter(name -> !name.equals(path));
  }
}
