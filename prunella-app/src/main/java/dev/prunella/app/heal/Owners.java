package dev.prunella.app.heal;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.refs.TableName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who answers for tables, and so who is asked about them. */
public final class Owners {
  private Owners() {}

  /**
   * Who is asked whether what somebody did to a table by hand was meant: they, where the project's
   * files name them; a name that means nothing to it may be that of no person, and then whoever
   * answers for the table knows better.
   */
  static String ofChange(LoadedProject project, TableName table, String by) {
    return isNamed(project, by) ? by : of(project, table).orElse(by);
  }

  private static boolean isNamed(LoadedProject project, String who) {
    return project.graph().tables().stream()
            .flatMap(t -> project.careOf(t).stream())
            .anyMatch(
                care ->
                    care.owner().filter(who::equalsIgnoreCase).isPresent()
                        || care.escalate().stream().anyMatch(e -> e.to().equalsIgnoreCase(who)))
        || project.contracts().stream()
            .flatMap(file -> file.contract().people().members().stream())
            .anyMatch(member -> member.username().equalsIgnoreCase(who));
  }

  /** A table's own owner; where it has none, one of the nearest tables that it is made from. */
  public static Optional<String> of(LoadedProject project, TableName table) {
    var graph = project.graph();
    var seen = new HashSet<TableName>();
    Set<TableName> level = Set.of(table);
    while (!level.isEmpty()) {
      var owner =
          level.stream()
              .flatMap(t -> project.careOf(t).stream())
              .flatMap(care -> care.owner().stream())
              .findFirst();
      if (owner.isPresent()) {
        return owner;
      }
      seen.addAll(level);
      var next = new TreeSet<TableName>();
      level.forEach(t -> graph.step(t).ifPresent(step -> next.addAll(step.reads())));
      next.removeAll(seen);
      level = next;
    }
    return Optional.empty();
  }
}
