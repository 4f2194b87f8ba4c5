package dev.prunella.app.agent;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.memory.Case;
import dev.prunella.memory.Cases.Match;
import dev.prunella.memory.Query;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an agent reads of incidents. */
public final class Incidents {
  private static final int MOST_LISTED = 1_000;
  private static final int MOST_FAILED = 50;
  private static final int MOST_SIMILAR = 5;
  private static final int MOST_MODELS = 50;

  /** Below this nothing is alike but the words that every failure has. */
  private static final double LEAST_LIKENESS = 0.2;

  private final Workspace workspace;
  private final Seen seen;

  Incidents(Workspace workspace, Seen seen) {
    this.workspace = workspace;
    this.seen = seen;
  }

  /** A past incident that bears on a failure. */
  public record Similar(
      String incident,
      String state,
      double likeness,
      List<String> causes,
      List<Remedied> remedies,
      List<Evidence.Answered> answers) {}

  /** How a remedy turned out. */
  public record Remedied(String remedy, String outcome) {}

  Page<Evidence.Summary> list(boolean openOnly, @Nullable String cursor, int most) {
    var all =
        workspace.incidents().states(MOST_LISTED).stream()
            .filter(i -> !openOnly || i.isOpen())
            .map(this::summary)
            .toList();
    return Page.of(all, cursor, most);
  }

  /** Open ones whose name, or number, begins so; the newest first. */
  List<String> beginning(String letters) {
    var sought = letters.strip().toUpperCase(Locale.ROOT);
    return workspace.incidents().states(MOST_LISTED).stream()
        .filter(IncidentState::isOpen)
        .map(i -> i.id().toString())
        .filter(
            name ->
                name.startsWith(sought) || name.substring(name.indexOf('-') + 1).startsWith(sought))
        .toList();
  }

  IncidentState require(String name) {
    var id =
        IncidentId.parse(name)
            .orElseThrow(
                () ->
                    RefusedException.badRequest(
                        "'" + name + "' is no incident", "give its number, such as INC-7"));
    return workspace
        .incidents()
        .state(id)
        .orElseThrow(
            () ->
                RefusedException.notFound(
                    "there is no incident " + id, "list_incidents tells which there are"));
  }

  IncidentState requireOpen(String name) {
    var incident = require(name);
    if (!incident.isOpen()) {
      throw RefusedException.badRequest(
          incident.id() + " is closed: " + IncidentJson.state(incident),
          "list_incidents tells which are open");
    }
    return incident;
  }

  Evidence evidence(IncidentState i) {
    return new Evidence(
        summary(i),
        i.runName(),
        i.symptoms().stream()
            .map(
                s ->
                    new Evidence.Symptomatic(
                        s.table().toString(), s.kind().words(), seen.message(s.message())))
            .toList(),
        i.isElsewhere() ? List.of() : failed(workspace.journal().state(i.run())),
        i.beliefs().stream()
            .map(
                b ->
                    new Evidence.Believed(
                        b.failureClass().word(),
                        seen.message(b.cause()),
                        b.confidence(),
                        b.blamed().toString(),
                        b.supporting().stream().map(seen::message).toList(),
                        b.against().stream().map(seen::message).toList()))
            .toList(),
        i.tried().stream()
            .map(
                t ->
                    new Evidence.Tried(
                        seen.message(t.remedy()),
                        t.verdict().name().toLowerCase(Locale.ROOT),
                        t.proofs().stream().map(seen::message).toList()))
            .toList(),
        i.asked()
            .map(
                a ->
                    new Evidence.Question(
                        a.to().orElse("somebody"), seen.words(a.question()), a.options()))
            .orElse(null),
        answers(i),
        i.published().stream().map(p -> seen.message(p.remedy())).toList(),
        i.suggested().stream().map(s -> new Evidence.Suggested(s.agent(), s.paths())).toList(),
        models(i));
  }

  private List<Evidence.Answered> answers(IncidentState i) {
    return i.answers().stream()
        .map(a -> new Evidence.Answered(a.by(), a.option(), seen.words(a.why())))
        .toList();
  }

  private List<Evidence.Failed> failed(RunState run) {
    var failed = new ArrayList<Evidence.Failed>();
    run.steps()
        .forEach(
            (table, state) -> {
              if (state instanceof RunState.StepState.Failed(var event)) {
                var place = event.fault().place();
                failed.add(
                    new Evidence.Failed(
                        table.toString(),
                        event.fault().kind().words(),
                        seen.message(event.fault().message()),
                        place.map(p -> p.path()).orElse(null),
                        place.map(p -> p.line()).orElse(0),
                        seen.words(event.fault().next())));
              }
            });
    run.judged()
        .forEach(
            (table, judged) ->
                judged.verdicts().stream()
                    .filter(Verdict::holds)
                    .map(v -> held(table, v))
                    .forEach(failed::add));
    return failed.stream().limit(MOST_FAILED).toList();
  }

  private Evidence.Failed held(TableName table, Verdict verdict) {
    return new Evidence.Failed(
        table.toString(),
        "held by the rule " + verdict.rule(),
        seen.message(verdict.sentence()),
        verdict.place().map(p -> p.path()).orElse(null),
        verdict.place().map(p -> p.line()).orElse(0),
        "");
  }

  /** By the code that main knows: what lies in the folder may not be understood. */
  private List<String> models(IncidentState i) {
    var code = workspace.codeTrees().ofMain();
    if (code.isEmpty()) {
      return List.of();
    }
    var graph = code.get().project().graph();
    var tables =
        i.symptoms().stream()
            .map(s -> s.table())
            .collect(Collectors.toCollection(TreeSet<TableName>::new));
    tables.retainAll(graph.tables());
    tables.addAll(graph.upstream(List.copyOf(tables)));
    return graph.inOrder().stream()
        .filter(step -> tables.contains(step.table()) && step.work() instanceof Step.Work.Sql)
        .map(step -> step.place().path())
        .distinct()
        .limit(MOST_MODELS)
        .toList();
  }

  List<Similar> similar(String text, Set<TableName> tables) {
    var query = Query.of(text).at(tables);
    return query.text().isBlank() ? List.of() : found(query);
  }

  List<Similar> similar(IncidentState i) {
    var text = i.symptoms().stream().map(s -> s.message()).collect(Collectors.joining("\n"));
    var tables = i.symptoms().stream().map(s -> s.table()).collect(Collectors.toSet());
    return found(Query.of(text).at(tables).of(i.id(), i.opened().pipeline()));
  }

  private List<Similar> found(Query query) {
    return workspace.cases().similarTo(query, MOST_SIMILAR).stream()
        .filter(m -> m.likeness() >= LEAST_LIKENESS)
        .map(this::similar)
        .toList();
  }

  private Similar similar(Match match) {
    Case one = match.found();
    return new Similar(
        one.id().toString(),
        one.undone()
            ? "undone"
            : one.end().map(e -> e.name().toLowerCase(Locale.ROOT)).orElse("open"),
        Math.round(match.likeness() * 1000) / 1000.0,
        one.beliefs().stream().map(b -> seen.message(b.cause())).toList(),
        one.remedies().stream()
            .map(
                r ->
                    new Remedied(
                        seen.message(r.words()), r.outcome().name().toLowerCase(Locale.ROOT)))
            .toList(),
        one.answers().stream()
            .map(a -> new Evidence.Answered(a.by(), a.option(), seen.words(a.why())))
            .toList());
  }

  Evidence.Summary summary(IncidentState i) {
    return new Evidence.Summary(
        i.id().toString(),
        IncidentJson.state(i),
        i.opened().pipeline(),
        i.opened().label().orElse(null),
        i.opened().at(),
        i.symptoms().stream().map(s -> s.table().toString()).distinct().toList(),
        seen.message(brief(i)));
  }

  private static String brief(IncidentState i) {
    return i.closed()
        .map(c -> c.sentence())
        .or(() -> i.beliefs().reversed().stream().map(b -> b.cause()).findFirst())
        .or(() -> i.symptoms().stream().map(s -> s.message()).findFirst())
        .orElse("");
  }
}
