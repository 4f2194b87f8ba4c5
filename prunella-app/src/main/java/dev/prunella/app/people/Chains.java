package dev.prunella.app.people;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Care;
import dev.prunella.app.project.LoadedProject.Escalation;
import dev.prunella.app.project.PeopleSettings;
import dev.prunella.contract.People;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.people.Chain;
import dev.prunella.people.Chain.Rung;
import dev.prunella.people.Severity;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who is asked about a table, one after the other, and how soon: as the project's files say it. */
record Chains(LoadedProject project, PeopleSettings settings) {

  /**
   * The one who is asked first; then whom the source names, or else the contract's team in the
   * order of the file; then those who are asked about every table.
   */
  Chain of(IncidentEvent.Asked asked) {
    var next = new ArrayList<Rung>();
    var escalate =
        around(asked.about()).stream()
            .flatMap(table -> project.careOf(table).map(Care::escalate).stream())
            .filter(named -> !named.isEmpty())
            .findFirst();
    escalate.ifPresentOrElse(named -> rungs(named, next), () -> team(asked.about(), next));
    rungs(settings.escalate(), next);
    return Chain.of(asked.to().filter(to -> !to.isBlank()).orElse(Chain.ANYBODY), next);
  }

  private static void rungs(List<Escalation> named, List<Rung> next) {
    named.stream()
        .filter(e -> !e.to().isBlank())
        .forEach(e -> next.add(new Rung(e.to(), e.after())));
  }

  private void team(TableName table, List<Rung> next) {
    people(table).stream()
        .flatMap(people -> people.members().stream())
        .map(People.Member::username)
        .filter(name -> !name.isBlank())
        .forEach(name -> next.add(new Rung(name, settings.deadline())));
  }

  /** What somebody is in the contract's team of a table. */
  Optional<String> role(TableName table, String who) {
    return people(table)
        .flatMap(p -> p.members().stream().filter(m -> m.username().equals(who)).findFirst())
        .flatMap(People.Member::role);
  }

  /** The address that a contract's team has for all, where it is one of mail. */
  Optional<String> support(TableName table) {
    return people(table).stream()
        .flatMap(people -> people.support().stream())
        .flatMap(channel -> channel.url().stream())
        .filter(url -> url.startsWith("mailto:"))
        .map(url -> url.substring("mailto:".length()).split("\\?", 2)[0])
        .findFirst();
  }

  private Optional<People> people(TableName about) {
    return around(about).stream()
        .flatMap(
            table ->
                project.contracts().stream()
                    .map(file -> file.contract())
                    .filter(contract -> contract.table(table).isPresent())
                    .map(contract -> contract.people()))
        .filter(people -> !people.members().isEmpty() || !people.support().isEmpty())
        .findFirst();
  }

  /** The table, and then what it reads. */
  private List<TableName> around(TableName table) {
    var around = new ArrayList<TableName>();
    around.add(table);
    project.graph().step(table).map(Step::reads).ifPresent(around::addAll);
    return around;
  }

  /**
   * Urgent where the table, or anything made from it, is to page somebody; low where neither a
   * contract nor a declared consumer is concerned.
   */
  Severity severity(TableName table) {
    var reached = reached(List.of(table));
    boolean pages =
        settings
            .page()
            .filter(
                tag ->
                    reached.stream()
                        .flatMap(t -> project.graph().step(t).stream())
                        .anyMatch(step -> step.tags().contains(tag)))
            .isPresent();
    if (pages) {
      return Severity.URGENT;
    }
    boolean promised = reached.stream().anyMatch(t -> project.contractOf(t).isPresent());
    return promised || !exposures(List.of(table)).isEmpty() ? Severity.NORMAL : Severity.LOW;
  }

  private Set<TableName> reached(Collection<TableName> tables) {
    var reached = new TreeSet<>(tables);
    reached.addAll(project.graph().downstream(tables));
    return reached;
  }

  /** The declared consumers of tables, or of what is made from them, by name. */
  List<String> exposures(Collection<TableName> tables) {
    var reached = reached(tables);
    return project.dbt().stream()
        .flatMap(dbt -> dbt.whole().exposures().stream())
        .filter(exposed -> exposed.uses().stream().anyMatch(reached::contains))
        .map(exposed -> exposed.exposure().name())
        .distinct()
        .sorted()
        .toList();
  }
}
