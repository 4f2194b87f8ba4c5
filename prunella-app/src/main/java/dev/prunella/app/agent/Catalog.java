package dev.prunella.app.agent;

import dev.prunella.app.project.MainTables;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.LineageNode;
import dev.prunella.app.run.LineageReader;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.contract.Check;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables of main, what they promise, and what they are made from. No values. */
public final class Catalog {
  private final Workspace workspace;
  private final Seen seen;
  private final int page;

  Catalog(Workspace workspace, Seen seen, int page) {
    this.workspace = workspace;
    this.seen = seen;
    this.page = page;
  }

  /** A table of main. */
  public record TableOf(
      String table,
      List<AgentSandbox.Column> columns,
      @Nullable Long rows,
      String madeBy,
      @Nullable String model,
      String description,
      List<String> promises) {}

  /** What a table is made from, and what is made from it: one name and its neighbours, each way. */
  public record Lineage(String table, List<Edge> edges, boolean cut) {}

  /** One table of which another is made. */
  public record Edge(String from, String to) {}

  Page<String> tables(@Nullable String cursor) {
    return Page.of(
        MainTables.of(workspace.lake()).names().stream().map(TableName::toString).toList(),
        cursor,
        page);
  }

  /** Tables of main whose names begin so. */
  List<String> beginning(String letters) {
    return MainTables.of(workspace.lake()).names().stream()
        .map(TableName::toString)
        .filter(name -> name.startsWith(letters))
        .toList();
  }

  TableOf table(String name) {
    var table = require(name);
    var main = workspace.lake().lake().head(Ref.MAIN);
    var iceberg = workspace.lake().table(main, table.key()).orElseThrow();
    var snapshot = iceberg.currentSnapshot();
    var records = snapshot == null ? "0" : snapshot.summary().get("total-records");
    var project = code().map(ProjectCode::project);
    var step = project.flatMap(p -> p.graph().step(table));
    return new TableOf(
        table.toString(),
        iceberg.schema().columns().stream()
            .map(c -> new AgentSandbox.Column(c.name(), c.type().toString()))
            .toList(),
        records == null ? null : Long.valueOf(records),
        step.map(s -> s.kind()).orElse("no step"),
        step.map(s -> s.place().path()).orElse(null),
        seen.words(step.map(s -> s.description()).orElse("")),
        project.stream()
            .flatMap(p -> p.checksOf(table).stream())
            .map(Check::id)
            .map(seen::words)
            .toList());
  }

  /** The file of the contract in which a table stands, as YAML. */
  String contract(String name) {
    var table = require(name);
    var main = workspace.lake().lake().head(Ref.MAIN);
    var tree = main.code().orElseThrow(() -> none(table));
    return code().stream()
        .flatMap(c -> c.project().contractOf(table).stream())
        .map(c -> c.place().path())
        .flatMap(path -> workspace.codeTrees().text(tree, path).stream())
        .map(seen::file)
        .findFirst()
        .orElseThrow(() -> none(table));
  }

  private static RefusedException none(TableName table) {
    return RefusedException.notFound("no contract says anything of " + table, "");
  }

  Lineage lineage(String name) {
    var table = require(name);
    var lake = MainTables.of(workspace.lake());
    var project = code();
    if (project.isEmpty()) {
      return new Lineage(table.toString(), List.of(), false);
    }
    var above = new LineageReader(project.get().project(), lake::columns);
    var below = new LineageReader(project.get().project(), lake::columns);
    var edges =
        Stream.concat(edges(above.above(table), true), edges(below.below(table), false))
            .distinct()
            .toList();
    return new Lineage(table.toString(), edges, above.cut() || below.cut());
  }

  private static Stream<Edge> edges(LineageNode node, boolean upstream) {
    return node.next().stream()
        .flatMap(
            next ->
                Stream.concat(
                    Stream.of(
                        upstream
                            ? new Edge(next.name(), node.name())
                            : new Edge(node.name(), next.name())),
                    edges(next, upstream)));
  }

  private Optional<ProjectCode> code() {
    try {
      return workspace.codeTrees().ofMain();
    } catch (ProjectProblems e) {
      // Main's own files do not go with its tables any more: then nothing is known of steps.
      return Optional.empty();
    }
  }

  private TableName require(String name) {
    var names = MainTables.of(workspace.lake()).names();
    return names.stream()
        .filter(t -> t.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                RefusedException.notFound(
                    "there is no table '"
                        + seen.words(name)
                        + "' on main"
                        + DidYouMean.among(names.stream().map(TableName::toString).toList(), name)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(""),
                    "list_tables tells which there are"));
  }
}
