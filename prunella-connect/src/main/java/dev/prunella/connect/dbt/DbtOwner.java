package dev.prunella.connect.dbt;

import java.util.Optional;

/** Who answers for something in dbt. At least one of the two is there. */
public record DbtOwner(Optional<String> name, Optional<String> email) {

  /** Where to reach them, else who they are. */
  public String address() {
    return email.or(() -> name).orElse("");
  }

  @Override
  public String toString() {
    return email.isPresent() && name.isPresent()
        ? name.get() + " <" + email.get() + ">"
        : address();
  }
}
