package dev.prunella.connect.openlineage;

import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Lineage.Known;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import io.openlineage.client.OpenLineage;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tables, and what they are made from, as OpenLineage's datasets. Thread-safe. */
final class Datasets {
  private final OpenLineage open;
  private final URI producer;
  private final String namespace;
  private final LineageFacts facts;

  Datasets(OpenLineage open, URI producer, String namespace, LineageFacts facts) {
    this.open = open;
    this.producer = producer;
    this.namespace = namespace;
    this.facts = facts;
  }

  OpenLineage.InputDataset input(TableName table, Optional<Entry> entry) {
    return open.newInputDataset(namespace, table.toString(), about(table, entry).build(), null);
  }

  /** Where a load's rows come from; its address without secrets. */
  Optional<OpenLineage.InputDataset> outside(Step step) {
    if (!(step.work() instanceof Step.Work.Load(var declared))) {
      return Optional.empty();
    }
    return Optional.of(
        switch (declared.from()) {
          case Source.Files(var pattern) -> open.newInputDataset("file", pattern, null, null);
          case Source.Jdbc jdbc ->
              open.newInputDataset(
                  address(jdbc.url().replaceFirst("^jdbc:", "")), step.table().name(), null, null);
          case Source.Http http ->
              open.newInputDataset(address(http.url()), step.table().name(), null, null);
        });
  }

  /** Scheme, host and port: what else an address holds may be a secret. */
  private static String address(String url) {
    try {
      // Placeholders for intervals are no part of a host.
      int end = url.indexOf('/', Math.max(0, url.indexOf("://")) + "://".length());
      var uri = new URI(end < 0 ? url : url.substring(0, end));
      if (uri.getHost() != null) {
        return uri.getScheme()
            + "://"
            + uri.getHost()
            + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
      }
    } catch (URISyntaxException e) {
      return scheme(url);
    }
    return scheme(url);
  }

  private static String scheme(String url) {
    int colon = url.indexOf(':');
    return colon < 0 ? "unknown" : url.substring(0, colon);
  }

  /** A table that is about to be made. */
  OpenLineage.OutputDataset announced(Step step) {
    return open.newOutputDataset(
        namespace,
        step.table().toString(),
        with(about(step.table(), Optional.empty()), step),
        null);
  }

  OpenLineage.OutputDataset made(Step step, Entry entry, long rows, long bytes) {
    return open.newOutputDataset(
        namespace,
        step.table().toString(),
        with(about(step.table(), Optional.of(entry)), step),
        open.newOutputDatasetOutputFacetsBuilder()
            .outputStatistics(
                open.newOutputStatisticsOutputDatasetFacetBuilder()
                    .rowCount(rows)
                    .size(bytes)
                    .build())
            .build());
  }

  /** A table that is on main by this commit of the lake. */
  OpenLineage.OutputDataset published(
      TableName table, CommitId commit, Optional<ReaderStanding> standing) {
    var facets =
        open.newDatasetFacetsBuilder().version(open.newDatasetVersionDatasetFacet(commit.hex()));
    standing.ifPresent(s -> facets.put(FreshnessFacet.NAME, new FreshnessFacet(producer, s)));
    return open.newOutputDataset(namespace, table.toString(), facets.build(), null);
  }

  /** A table of which is told how it stands, and of no run. */
  OpenLineage.StaticDataset standing(TableName table, ReaderStanding standing) {
    return open.newStaticDataset(
        namespace,
        table.toString(),
        open.newDatasetFacetsBuilder()
            .put(FreshnessFacet.NAME, new FreshnessFacet(producer, standing))
            .build());
  }

  private OpenLineage.DatasetFacets with(OpenLineage.DatasetFacetsBuilder about, Step step) {
    if (!step.description().isBlank()) {
      about.documentation(open.newDocumentationDatasetFacet(step.description(), "text/plain"));
    }
    columnLineage(step).ifPresent(about::columnLineage);
    return about.build();
  }

  private OpenLineage.DatasetFacetsBuilder about(TableName table, Optional<Entry> entry) {
    var about = open.newDatasetFacetsBuilder();
    if (entry.isPresent()) {
      version(entry.get()).ifPresent(v -> about.version(open.newDatasetVersionDatasetFacet(v)));
      var columns = orNothing(() -> facts.columns(table, entry.get()));
      if (columns != null && !columns.isEmpty()) {
        about.schema(open.newSchemaDatasetFacet(columns.stream().map(this::field).toList()));
      }
    }
    return about;
  }

  private OpenLineage.SchemaDatasetFacetFields field(LineageFacts.Column column) {
    var field = open.newSchemaDatasetFacetFieldsBuilder().name(column.name()).type(column.type());
    return column.description().isBlank()
        ? field.build()
        : field.description(column.description()).build();
  }

  /**
   * A table's version while it is on no commit of main: the name of its metadata file, which is the
   * same wherever that state of the table is read.
   */
  private static Optional<String> version(Entry entry) {
    return switch (entry) {
      case Entry.Table(var _, var location) -> Optional.of(name(location));
      case Entry.View(var _, var location) -> Optional.of(name(location));
      case Entry.Namespace _ -> Optional.empty();
    };
  }

  private static String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private Optional<OpenLineage.ColumnLineageDatasetFacet> columnLineage(Step step) {
    var known = orNothing(() -> facts.sql(step));
    if (known == null || known.isEmpty()) {
      return Optional.empty();
    }
    var fields = open.newColumnLineageDatasetFacetFieldsBuilder();
    SortedSet<ColumnName> rows = new TreeSet<>();
    boolean any = false;
    for (var column : known.get().columns()) {
      if (column instanceof SqlFacts.OutputColumn.Named(var name, Known lineage)) {
        var from = lineage.from().stream().map(c -> inputField(c, lineage.kind())).toList();
        fields.put(name, open.newColumnLineageDatasetFacetFieldsAdditional(from, null, null));
        rows.addAll(lineage.rows());
        any = true;
      }
    }
    var indirect = new ArrayList<OpenLineage.InputField>();
    rows.forEach(c -> indirect.add(inputField(c, "INDIRECT", null)));
    return any
        ? Optional.of(open.newColumnLineageDatasetFacet(fields.build(), List.copyOf(indirect)))
        : Optional.empty();
  }

  private OpenLineage.InputField inputField(ColumnName column, SqlFacts.Kind kind) {
    return inputField(
        column,
        "DIRECT",
        switch (kind) {
          case DIRECT -> "IDENTITY";
          case COMPUTED, CONSTANT -> "TRANSFORMATION";
          case AGGREGATED -> "AGGREGATION";
        });
  }

  private OpenLineage.InputField inputField(
      ColumnName column, String type, @Nullable String subtype) {
    var transformation = open.newInputFieldTransformationsBuilder().type(type);
    if (subtype != null) {
      transformation.subtype(subtype);
    }
    return open.newInputField(
        namespace, column.table().toString(), column.column(), List.of(transformation.build()));
  }

  /** Facts are an addition: without them the event is still true. */
  private static <T> @Nullable T orNothing(Supplier<T> facts) {
    try {
      return facts.get();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
