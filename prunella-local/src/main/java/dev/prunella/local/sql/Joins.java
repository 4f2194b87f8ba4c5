package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns that USING and NATURAL make of one from each side. */
final class Joins {
  private final Reading reading;

  Joins(Reading reading) {
    this.reading = reading;
  }

  /** One side's column for a merged one. */
  private record Side(String name, Origin origin, List<Source> of) {}

  List<From.Merged> merged(JsonNode join, From left, From right) {
    List<From.Merged> merged = new ArrayList<>();
    for (String name : names(join, left, right)) {
      Side ours = side(left, name);
      Side theirs = side(right, name);
      if (ours == null || theirs == null) {
        missing(join, ours == null ? left : right, name);
        continue;
      }
      List<Source> of = new ArrayList<>(ours.of());
      of.addAll(theirs.of());
      note(join, name, of);
      merged.add(
          switch (join.path("join_type").asText()) {
            case "RIGHT" -> new From.Merged(theirs.name(), theirs.origin(), of);
            case "OUTER", "FULL" ->
                new From.Merged(
                    ours.name(),
                    Origin.made(Kind.COMPUTED, List.of(ours.origin(), theirs.origin())),
                    of);
            default -> new From.Merged(ours.name(), ours.origin(), of);
          });
    }
    return merged;
  }

  /** What decides which rows of the two sides belong together. */
  Set<ColumnName> keys(JsonNode join, From left, From right) {
    Set<ColumnName> keys = new LinkedHashSet<>();
    for (String name : names(join, left, right)) {
      for (From from : List.of(left, right)) {
        Side side = side(from, name);
        if (side != null) {
          keys.addAll(side.origin().columns());
        }
      }
    }
    return keys;
  }

  private List<String> names(JsonNode join, From left, From right) {
    if (!join.path("ref_type").asText().equals("NATURAL")) {
      return FromReader.strings(join.path("using_columns"));
    }
    boolean open =
        left.sources().stream().anyMatch(Source::isOpen)
            || right.sources().stream().anyMatch(Source::isOpen);
    if (open) {
      reading.warnings.add(
          "NATURAL JOIN joins by columns that are not known here, and by others as soon as a table gets one. Next: write USING (...).");
    }
    List<String> common = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Source source : left.sources()) {
      for (Column column : source.columns) {
        if (column instanceof Column.Named named
            && seen.add(lower(named.name()))
            && isIn(right, named.name())) {
          common.add(named.name());
        }
      }
    }
    return common;
  }

  private boolean isIn(From from, String name) {
    return from.sources().stream()
        .map(source -> source.find(name, reading::column))
        .anyMatch(hit -> hit != null && hit.certain());
  }

  private @Nullable Side side(From from, String name) {
    From.Merged merged = from.merged(name);
    if (merged != null) {
      return new Side(merged.name(), merged.origin(), merged.of());
    }
    Side open = null;
    int opens = 0;
    for (Source source : from.sources()) {
      var hit = source.find(name, reading::column);
      if (hit != null) {
        var side = new Side(hit.name(), hit.origin(), List.of(source));
        if (hit.certain()) {
          return side;
        }
        opens++;
        open = side;
      }
    }
    return opens > 1 && open != null
        ? new Side(
            name,
            new Origin.Unknown(
                "'" + name + "' may belong to several tables whose columns are not known",
                open.origin().columns()),
            List.of())
        : open;
  }

  private void missing(JsonNode join, From from, String name) {
    List<String> there = new ArrayList<>();
    for (Source source : from.sources()) {
      for (Column column : source.columns) {
        if (column instanceof Column.Named named) {
          there.add(named.name());
        }
      }
    }
    reading.problem(
        SqlProblem.Kind.UNKNOWN_COLUMN,
        "unknown column '" + name + "' in USING of the join",
        reading.at(join),
        DidYouMean.among(there, name));
  }

  private void note(JsonNode join, String name, List<Source> of) {
    for (Source source : of) {
      if (source.base != null) {
        reading.uses.fixed.add(
            new Uses.Fixed(source.base, lower(name), reading.at(join), "USING joins by it"));
      }
    }
  }
}
