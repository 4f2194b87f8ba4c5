package dev.prunella.local.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect;
import dev.prunella.pipeline.NumberForm;
import dev.prunella.pipeline.Transformation;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Corrections as they are written in a project's files and handed to other processes. */
public final class CorrectionJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DIVIDE = "divide_by";
  private static final String MULTIPLY = "multiply_by";
  private static final String WRITTEN = "written";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String GROUPING = "grouping";
  private static final String POINT = "decimal_separator";
  private static final List<String> HEAD = List.of("correction", "interval", "batch", "because");

  private static final List<String> EFFECTS =
      List.of(
          "scale",
          "flip_day_and_month",
          "shift",
          "recode",
          "swap",
          "keep_one_in",
          "distinct",
          "respell",
          "cells",
          "convert",
          "read_as",
          "lay_aside");

  private CorrectionJson() {}

  /** Without its id, which is the name of its file. */
  public static ObjectNode write(Correction correction) {
    var node = JSON.createObjectNode().put("correction", correction.table().toString());
    correction.interval().ifPresent(label -> node.put("interval", label));
    correction.batch().ifPresent(batch -> node.put("batch", batch));
    node.put("because", correction.because());
    switch (correction.effect()) {
      case Effect.ChangeRows(var change) -> write(node, change);
      case Effect.ReadAs(var options, var renamed, var ignored, var written) -> {
        var read = node.putObject("read_as");
        if (!options.isEmpty()) {
          read.set("format", JSON.valueToTree(options));
        }
        if (!renamed.isEmpty()) {
          read.set("rename", JSON.valueToTree(renamed));
        }
        if (!ignored.isEmpty()) {
          read.set("ignore", JSON.valueToTree(ignored));
        }
        if (!written.isEmpty()) {
          write(read.putObject(WRITTEN), written);
        }
      }
      case Effect.LayAside(var rule, var maxShare) ->
          node.putObject("lay_aside").put("rule", rule).put("max_share", maxShare);
    }
    return node;
  }

  private static void write(ObjectNode node, Map<String, NumberForm> written) {
    written.forEach(
        (column, form) -> {
          var one = node.putObject(column);
          put(one, BEFORE, form.before(), "");
          put(one, AFTER, form.after(), "");
          put(one, GROUPING, form.grouping(), "");
          put(one, POINT, form.point(), ".");
        });
  }

  private static void put(ObjectNode node, String key, String value, String plain) {
    if (!value.equals(plain)) {
      node.put(key, value);
    }
  }

  private static Map<String, NumberForm> written(JsonNode node) {
    var written = new LinkedHashMap<String, NumberForm>();
    node.properties()
        .forEach(
            e ->
                written.put(
                    e.getKey(),
                    new NumberForm(
                        e.getValue().path(BEFORE).asText(""),
                        e.getValue().path(AFTER).asText(""),
                        e.getValue().path(GROUPING).asText(""),
                        e.getValue().path(POINT).asText("."))));
    return written;
  }

  private static void write(ObjectNode node, Transformation change) {
    switch (change) {
      case Transformation.Scale s -> {
        var scale = node.putObject("scale");
        scale.set("columns", JSON.valueToTree(s.columns()));
        scale.put("factor", s.factor());
        s.decimals().ifPresent(d -> scale.put("decimals", d));
        s.within()
            .ifPresent(
                w -> scale.putObject("where").put("column", w.column()).put("value", w.value()));
      }
      case Transformation.FlipDayAndMonth(var column) ->
          node.putObject("flip_day_and_month").put("column", column);
      case Transformation.Shift(var columns, var by) -> {
        var shift = node.putObject("shift");
        shift.set("columns", JSON.valueToTree(columns));
        shift.put("by", by.toString());
      }
      case Transformation.Recode(var column, var values) -> {
        var recode = node.putObject("recode").put("column", column);
        recode.set("values", JSON.valueToTree(values));
      }
      case Transformation.Swap(var first, var second) ->
          node.putObject("swap").put("first", first).put("second", second);
      case Transformation.KeepOneIn(var copies) ->
          node.putObject("keep_one_in").put("copies", copies);
      case Transformation.Distinct() -> node.putObject("distinct");
      case Transformation.Respell(var column, var to) ->
          node.putObject("respell")
              .put("column", column)
              .put("to", to.name().toLowerCase(Locale.ROOT));
      case Transformation.Convert c -> convert(node.putObject("convert"), c);
      case Transformation.Cells(var column, var cells) -> {
        var list = node.putObject("cells").put("column", column).putArray("cells");
        for (var cell : cells) {
          var one = list.addObject().put("value", cell.value()).put("factor", cell.factor());
          one.set("row", JSON.valueToTree(cell.row()));
        }
      }
    }
  }

  private static void convert(ObjectNode node, Transformation.Convert c) {
    node.put("column", c.column()).put("at", c.at());
    c.within()
        .ifPresent(w -> node.putObject("where").put("column", w.column()).put("value", w.value()));
    c.decimals().ifPresent(d -> node.put("decimals", d));
    node.put("unit", c.rates().unit())
        .put("with", c.rates().table().toString())
        .put("unit_column", c.rates().unitColumn())
        .put("day_column", c.rates().dayColumn())
        .put("rate_column", c.rates().rateColumn());
    var rates = node.putObject(c.divides() ? DIVIDE : MULTIPLY);
    c.rates().of().forEach((day, rate) -> rates.put(day.toString(), rate.toPlainString()));
  }

  private static Transformation.Convert convert(JsonNode node) {
    boolean divides = node.has(DIVIDE);
    if (divides == node.has(MULTIPLY)) {
      throw new IllegalArgumentException(
          "'convert' has the rates of days below either '" + DIVIDE + "' or '" + MULTIPLY + "'");
    }
    var rates = new LinkedHashMap<LocalDate, BigDecimal>();
    texts(node.path(divides ? DIVIDE : MULTIPLY))
        .forEach((day, rate) -> rates.put(LocalDate.parse(day), positive(rate)));
    return new Transformation.Convert(
        text(node, "column"),
        text(node, "at"),
        new Transformation.Rates(
            TableName.parse(text(node, "with")),
            text(node, "unit_column"),
            text(node, "day_column"),
            text(node, "rate_column"),
            text(node, "unit"),
            rates),
        divides,
        decimals(node),
        where(node));
  }

  private static BigDecimal positive(String rate) {
    var number = new BigDecimal(rate);
    if (number.signum() <= 0) {
      throw new IllegalArgumentException("a rate is above zero, not " + rate);
    }
    return number;
  }

  private static Optional<Integer> decimals(JsonNode node) {
    return node.has("decimals") ? Optional.of(node.path("decimals").asInt()) : Optional.empty();
  }

  private static Optional<Transformation.Category> where(JsonNode node) {
    return node.has("where")
        ? Optional.of(
            new Transformation.Category(
                text(node.path("where"), "column"), text(node.path("where"), "value")))
        : Optional.empty();
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for people if it cannot be understood
   */
  public static Correction read(JsonNode node, String id, CodePlace place) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("a correction is a mapping that begins with 'correction'");
    }
    Optional<String> effect = Optional.empty();
    for (var name : (Iterable<String>) node::fieldNames) {
      if (EFFECTS.contains(name)) {
        if (effect.isPresent()) {
          throw new IllegalArgumentException(
              "a correction does one thing, not both '" + effect.get() + "' and '" + name + "'");
        }
        effect = Optional.of(name);
      } else if (!HEAD.contains(name)) {
        var known = new ArrayList<>(HEAD);
        known.addAll(EFFECTS);
        throw new IllegalArgumentException(
            "unknown key '"
                + name
                + "'"
                + DidYouMean.among(known, name)
                    .map(near -> ", did you mean '" + near + "'?")
                    .orElse(""));
      }
    }
    var what =
        effect.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it says nothing to do: one of " + String.join(", ", EFFECTS)));
    try {
      return new Correction(
          id,
          TableName.parse(text(node, "correction")),
          optional(node, "interval"),
          optional(node, "batch"),
          effect(what, node.path(what)),
          optional(node, "because").orElse(""),
          place);
    } catch (DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + what + "': " + e.getMessage(), e);
    }
  }

  private static Effect effect(String what, JsonNode node) {
    return switch (what) {
      case "read_as" ->
          new Effect.ReadAs(
              texts(node.path("format")),
              texts(node.path("rename")),
              set(node.path("ignore")),
              written(node.path(WRITTEN)));
      case "lay_aside" ->
          new Effect.LayAside(
              text(node, "rule"), new BigDecimal(node.path("max_share").asText("1")));
      default -> new Effect.ChangeRows(change(what, node));
    };
  }

  private static Transformation change(String what, JsonNode node) {
    return switch (what) {
      case "scale" ->
          new Transformation.Scale(
              list(node, "columns"), number(node, "factor"), decimals(node), where(node));
      case "flip_day_and_month" -> new Transformation.FlipDayAndMonth(text(node, "column"));
      case "shift" ->
          new Transformation.Shift(list(node, "columns"), Duration.parse(text(node, "by")));
      case "recode" -> new Transformation.Recode(text(node, "column"), texts(node.path("values")));
      case "swap" -> new Transformation.Swap(text(node, "first"), text(node, "second"));
      case "keep_one_in" -> new Transformation.KeepOneIn((int) number(node, "copies"));
      case "distinct" -> new Transformation.Distinct();
      case "respell" ->
          new Transformation.Respell(
              text(node, "column"),
              Transformation.Spelling.valueOf(text(node, "to").toUpperCase(Locale.ROOT)));
      case "convert" -> convert(node);
      case "cells" -> new Transformation.Cells(text(node, "column"), cells(node.path("cells")));
      default -> throw new IllegalArgumentException("there is no '" + what + "'");
    };
  }

  private static List<Transformation.Cell> cells(JsonNode node) {
    var cells = new ArrayList<Transformation.Cell>();
    for (var cell : node) {
      cells.add(
          new Transformation.Cell(
              texts(cell.path("row")), number(cell, "value"), number(cell, "factor")));
    }
    return cells;
  }

  private static String text(JsonNode node, String key) {
    return optional(node, key)
        .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is missing"));
  }

  private static Optional<String> optional(JsonNode node, String key) {
    return node.path(key).isValueNode() && !node.path(key).isNull()
        ? Optional.of(node.path(key).asText())
        : Optional.empty();
  }

  private static double number(JsonNode node, String key) {
    double number = node.path(key).asDouble(Double.NaN);
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("'" + key + "' is no number");
    }
    return number;
  }

  private static Map<String, String> texts(JsonNode node) {
    var texts = new LinkedHashMap<String, String>();
    node.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private static List<String> list(JsonNode node, String key) {
    var list = new ArrayList<String>();
    node.path(key).forEach(one -> list.add(one.asText()));
    if (list.isEmpty()) {
      throw new IllegalArgumentException("'" + key + "' is empty");
    }
    return list;
  }

  private static Set<String> set(JsonNode node) {
    var set = new TreeSet<String>();
    node.forEach(one -> set.add(one.asText()));
    return set;
  }
}
