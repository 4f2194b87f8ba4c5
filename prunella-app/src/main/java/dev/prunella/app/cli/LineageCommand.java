package dev.prunella.app.cli;

import dev.prunella.app.project.MainTables;
import dev.prunella.app.run.LineageNode;
import dev.prunella.app.run.LineageReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella lineage}. */
@Command(
    name = "lineage",
    description = {
      "Say what a table or a column is made from, and what is made from it, as the models' SQL says.",
      "What cannot be known from the text is said to be unknown, never left out."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella lineage daily_revenue",
      "  prunella lineage daily_revenue.revenue --upstream    where does this number come from?",
      "  prunella lineage raw_orders.amount --downstream      what breaks when this column changes?",
      "Of a column it says: direct (its value, perhaps under another name), computed, aggregated (from many rows),",
      "rows (decides only which rows there are), unknown.",
      "JSON fields: of, column, edges: [from, to, kind, place], unknown: [of, why], cut."
    })
final class LineageCommand extends WorkspaceCommand {
  @Parameters(paramLabel = "TABLE[.COLUMN]", description = "The table, or one of its columns.")
  String name = "";

  @Option(names = "--upstream", description = "Only what it is made from.")
  boolean upstream;

  @Option(names = "--downstream", description = "Only what is made from it.")
  boolean downstream;

  /** JSON: what is known. */
  record View(
      String of, @Nullable String column, Set<Edge> edges, Set<Unknown> unknown, boolean cut) {}

  /** JSON: how one is made from another. */
  record Edge(String from, String to, String kind, @Nullable String place) {}

  /** JSON: where the text does not tell. */
  record Unknown(String of, String why) {}

  private record Named(TableName table, Optional<String> column) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var project = workspace.codeTrees().now().project();
    var lake = MainTables.of(workspace.lake());
    var known = new TreeSet<TableName>(project.graph().tables());
    known.addAll(lake.names());
    var finder = new LineageReader(project, lake::columns);
    var named = named(known, finder);
    boolean both = upstream == downstream;
    var above = new LineageReader(project, lake::columns);
    var below = new LineageReader(project, lake::columns);
    var from = both || upstream ? Optional.of(above(above, named)) : Optional.<LineageNode>empty();
    var into =
        both || downstream ? Optional.of(below(below, named)) : Optional.<LineageNode>empty();
    var edges = new LinkedHashSet<Edge>();
    var unknown = new LinkedHashSet<Unknown>();
    from.ifPresent(node -> collect(node, true, edges, unknown));
    into.ifPresent(node -> collect(node, false, edges, unknown));
    boolean cut = above.cut() || below.cut();
    console.answer(
        new View(named.table().toString(), named.column().orElse(null), edges, unknown, cut),
        () -> {
          from.ifPresent(node -> LineageTree.tell(console, node, "is made from", "nothing else"));
          into.ifPresent(node -> LineageTree.tell(console, node, "is used by", "nothing"));
          if (cut) {
            console.line(console.paint(Ink.DIM, "... and more; ask for one of the tables above"));
          }
        });
    return Exit.OK;
  }

  private static LineageNode above(LineageReader reader, Named named) {
    return named
        .column()
        .map(c -> reader.above(new ColumnName(named.table(), c)))
        .orElseGet(() -> reader.above(named.table()));
  }

  private static LineageNode below(LineageReader reader, Named named) {
    return named
        .column()
        .map(c -> reader.below(new ColumnName(named.table(), c)))
        .orElseGet(() -> reader.below(named.table()));
  }

  private Named named(Collection<TableName> known, LineageReader reader) {
    var whole = parse(name);
    var table = find(known, whole);
    if (table.isPresent()) {
      return new Named(table.get(), Optional.empty());
    }
    var parts = whole.parts();
    var owner =
        parts.size() < 2
            ? Optional.<TableName>empty()
            : find(known, new TableName(parts.subList(0, parts.size() - 1)));
    if (owner.isEmpty()) {
      throw noTable(known);
    }
    var columns = reader.columns(owner.get());
    var column = columns.stream().filter(parts.getLast()::equalsIgnoreCase).findFirst();
    if (column.isEmpty() && reader.knowsColumns(owner.get())) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no-such-column",
          owner.get()
              + " has no column '"
              + parts.getLast()
              + "'"
              + DidYouMean.among(columns, parts.getLast())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse("; it has " + String.join(", ", columns)),
          "prunella lineage " + owner.get());
    }
    return new Named(owner.get(), Optional.of(column.orElse(parts.getLast())));
  }

  private static TableName parse(String text) {
    try {
      return TableName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.USAGE,
          "bad-usage",
          "'" + text + "' is no name of a table or a column",
          "write orders, orders.amount or sales.orders.amount",
          e);
    }
  }

  private static Optional<TableName> find(Collection<TableName> known, TableName wanted) {
    return known.contains(wanted)
        ? Optional.of(wanted)
        : known.stream().filter(wanted::matches).findFirst();
  }

  private Failure noTable(Collection<TableName> known) {
    var names = new ArrayList<String>(known.stream().map(TableName::toString).toList());
    var beforeDot = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    return new Failure(
        Exit.NOT_FOUND,
        "no-such-table",
        "there is no table '"
            + name
            + "' in the project or on main"
            + DidYouMean.among(names, name)
                .or(() -> DidYouMean.among(names, beforeDot))
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""),
        "prunella plan lists the steps");
  }

  private static void collect(
      LineageNode node, boolean upstream, Set<Edge> edges, Set<Unknown> unknown) {
    if (!node.note().isEmpty() && node.kind().equals("unknown")) {
      unknown.add(new Unknown(node.name(), node.note()));
    }
    for (var next : node.next()) {
      var made = upstream ? node : next;
      var kind = upstream && next.kind().equals("rows") ? "rows" : made.kind();
      edges.add(
          new Edge(
              upstream ? next.name() : node.name(),
              made.name(),
              kind,
              made.place().map(Object::toString).orElse(null)));
      collect(next, upstream, edges, unknown);
    }
  }
}
