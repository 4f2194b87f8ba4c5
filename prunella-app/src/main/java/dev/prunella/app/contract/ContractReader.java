package dev.prunella.app.contract;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Column;
import dev.prunella.contract.Contract;
import dev.prunella.contract.ContractTable;
import dev.prunella.contract.Freshness;
import dev.prunella.contract.LogicalType;
import dev.prunella.contract.OnFailure;
import dev.prunella.contract.People;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.RowCondition.Bound;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads one contract, and tells everything that is wrong with it at once. */
public final class ContractReader {
  private static final List<String> OF_A_TABLE = List.of(Custom.ON_ANOMALY, Custom.ON_FAILURE);

  private final CodePlace file;
  private final Problems.Of problems;
  private final List<String> notes = new ArrayList<>();

  private ContractReader(CodePlace file, Problems.Of problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads a file's text; what is wrong is told, and the rest is given. */
  public static Optional<ContractFile> read(String path, String text, Problems.Of problems) {
    var documents = YamlText.documents(text, problems);
    if (documents.isEmpty()) {
      problems.add(1, "the file holds no contract; write one, or remove the file");
      return Optional.empty();
    }
    if (documents.size() > 1) {
      problems.add(Fields.of(documents.get(1)).line(), "a file holds one contract");
    }
    var document = documents.getFirst();
    ShapeCheck.check(document, OdcsShapes.CONTRACT, problems);
    var reader = new ContractReader(CodePlace.file(path), problems);
    var contract = reader.contract(Fields.of(document));
    return Optional.of(new ContractFile(contract, YamlText.json(document), reader.notes));
  }

  private Contract contract(Fields top) {
    top.text("apiVersion")
        .filter(v -> !v.startsWith("v3."))
        .ifPresent(
            v ->
                problems.add(
                    top.line("apiVersion"),
                    "version '"
                        + v
                        + "' of the standard is not read; write the contract for v3.1.0"));
    var ofAll = new Custom(top, problems);
    notes.addAll(ofAll.nearMisses(file.path(), OF_A_TABLE));
    var onAnomaly = ofAll.onAnomaly();
    var onFailure = ofAll.onFailureOfAll();
    var drafts = new ArrayList<Draft>();
    for (var table : top.mappings("schema")) {
      draft(table, drafts.size()).ifPresent(drafts::add);
    }
    var fresh =
        new SlaReader(file, problems, notes).read(top, drafts.stream().map(Draft::names).toList());
    var seen = new HashSet<String>();
    var tables = new ArrayList<ContractTable>();
    for (var draft : drafts) {
      if (!seen.add(draft.table().toString().toLowerCase(Locale.ROOT))) {
        problems.add(
            draft.fields().line(), "table '" + draft.table() + "' stands twice in this contract");
      }
      var custom = new Custom(draft.fields(), problems);
      notes.addAll(custom.nearMisses(file.path(), OF_A_TABLE));
      tables.add(
          table(
              draft,
              fresh.getOrDefault(draft.names().table(), List.of()),
              custom.onAnomaly().or(() -> onAnomaly),
              custom.onFailureOfAll().or(() -> onFailure).orElse(OnFailure.UNSAID)));
    }
    return new Contract(
        top.text("id").orElse(""),
        top.text("version").orElse(""),
        top.text("status").orElse(""),
        file,
        tables,
        people(top));
  }

  /** A table with its names. */
  private record Draft(Fields fields, TableName table, SlaReader.Names names) {}

  private Optional<Draft> draft(Fields table, int number) {
    var logical = table.textLine("name");
    var name = table.textLine("physicalName").or(() -> logical);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    TableName parsed;
    try {
      parsed = TableName.parse(name.get().text());
    } catch (IllegalArgumentException e) {
      problems.add(name.get().line(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    var calls = new ArrayList<String>();
    logical.ifPresent(l -> calls.add(l.text()));
    calls.add(name.get().text());
    return Optional.of(
        new Draft(table, parsed, new SlaReader.Names(number, calls, columnNames(table))));
  }

  /** What the contract calls its columns, and what they are called in the table. */
  private Map<String, String> columnNames(Fields table) {
    var names = new LinkedHashMap<String, String>();
    var taken = new HashSet<String>();
    for (var property : table.mappings("properties")) {
      var physical = property.text("physicalName").or(() -> property.text("name"));
      if (physical.isEmpty()) {
        continue;
      }
      if (!taken.add(physical.get().toLowerCase(Locale.ROOT))) {
        problems.add(property.line(), "column '" + physical.get() + "' stands twice in this table");
      }
      names.putIfAbsent(physical.get(), physical.get());
    }
    for (var property : table.mappings("properties")) {
      var physical = property.text("physicalName").or(() -> property.text("name"));
      property.text("name").ifPresent(name -> names.putIfAbsent(name, physical.orElse(name)));
    }
    return names;
  }

  private ContractTable table(
      Draft draft,
      List<Freshness> fresh,
      Optional<dev.prunella.contract.OnAnomaly> onAnomaly,
      OnFailure unsaid) {
    var fields = draft.fields();
    var rules =
        new RuleReader(file, draft.table(), draft.names().columns(), problems, notes, unsaid);
    var columns = new ArrayList<Column>();
    int keys = 0;
    for (var property : fields.mappings("properties")) {
      var name = property.text("physicalName").or(() -> property.text("name"));
      if (name.isPresent()) {
        var column = column(property, name.get(), keys + 1, rules, unsaid);
        keys += column.keyPosition().isPresent() ? 1 : 0;
        columns.add(column);
      }
    }
    return new ContractTable(
        draft.table(),
        file.at(fields.line()),
        columns,
        rules.read(fields, Optional.empty()),
        fresh,
        onAnomaly,
        fields.text("description").orElse(""));
  }

  private Column column(
      Fields property, String name, int nextKey, RuleReader rules, OnFailure unsaid) {
    var type = property.text("logicalType").flatMap(ContractReader::type);
    boolean required = property.flag("required").orElse(false);
    boolean key = property.flag("primaryKey").orElse(false);
    var limits = limits(property, name, type);
    var custom = new Custom(property, problems);
    notes.addAll(custom.nearMisses(file.path(), List.of(Custom.ON_FAILURE, Custom.MAX_SHARE)));
    var onFailure = custom.onFailure(unsaid);
    if (onFailure.quarantines() && !required && !key && limits.isEmpty()) {
      problems.add(
          custom.onFailureLine(),
          "'onFailure: quarantine' has no rows to lay aside: '"
              + name
              + "' is not required and has no logicalTypeOptions; put it on a rule");
    }
    if (property.has("properties") || property.has("items")) {
      notes.add(
          file.at(property.line())
              + ": what is promised of the parts inside '"
              + name
              + "' is kept, but not checked");
    }
    return new Column(
        name,
        file.at(property.line()),
        type,
        property.text("physicalType"),
        required,
        property.flag("unique").orElse(false),
        key ? position(property, nextKey) : OptionalInt.empty(),
        limits,
        rules.read(property, Optional.of(name)),
        onFailure,
        property.text("description").orElse(""));
  }

  private static Optional<LogicalType> type(String word) {
    for (var type : LogicalType.values()) {
      if (type.word().equals(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static OptionalInt position(Fields property, int next) {
    var written = property.whole("primaryKeyPosition");
    return written.isPresent() && written.getAsInt() > 0 ? written : OptionalInt.of(next);
  }

  private List<RowCondition> limits(Fields property, String name, Optional<LogicalType> type) {
    var options = property.mapping("logicalTypeOptions").orElse(null);
    if (options == null) {
      return List.of();
    }
    var limits = new ArrayList<RowCondition>();
    var shortest = count(options, "minLength");
    var longest = count(options, "maxLength");
    if (shortest.isPresent() || longest.isPresent()) {
      limits.add(new RowCondition.Length(name, shortest, longest));
    }
    options.text("pattern").ifPresent(p -> limits.add(new RowCondition.Matches(name, p)));
    var least = bound(options, "minimum", "exclusiveMinimum", type);
    var most = bound(options, "maximum", "exclusiveMaximum", type);
    if (least.isPresent() || most.isPresent()) {
      limits.add(new RowCondition.Within(name, least, most));
    }
    if (options.has("multipleOf")) {
      var unit =
          options.text("multipleOf").flatMap(Numbers::of).filter(number -> number.signum() > 0);
      if (unit.isEmpty()) {
        problems.add(options.line("multipleOf"), "'multipleOf' is a positive number");
      }
      unit.ifPresent(number -> limits.add(new RowCondition.MultipleOf(name, number)));
    }
    return limits;
  }

  private Optional<Long> count(Fields options, String key) {
    if (!options.has(key)) {
      return Optional.empty();
    }
    var count = options.text(key).flatMap(Numbers::count);
    if (count.isEmpty()) {
      problems.add(options.line(key), "'" + key + "' is a whole number from 0 up");
    }
    return count;
  }

  private Optional<Bound> bound(
      Fields options, String inclusive, String exclusive, Optional<LogicalType> type) {
    if (options.has(inclusive) && options.has(exclusive)) {
      problems.add(
          options.line(exclusive),
          "'" + inclusive + "' and '" + exclusive + "' exclude each other; keep one");
    }
    var key = options.has(exclusive) ? exclusive : inclusive;
    var written = options.text(key);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    boolean number = type.map(ContractReader::isNumber).orElse(false);
    if (number && Numbers.of(written.get()).isEmpty()) {
      problems.add(
          options.line(key), "'" + key + "' of a number is a number, not '" + written.get() + "'");
      return Optional.empty();
    }
    return Optional.of(new Bound(written.get(), key.equals(inclusive)));
  }

  private static boolean isNumber(LogicalType type) {
    return type == LogicalType.NUMBER || type == LogicalType.INTEGER;
  }

  private static People people(Fields top) {
    var team = top.mapping("team");
    var members =
        team.map(t -> t.mappings("members")).orElseGet(() -> top.mappings("team")).stream()
            // Who has left answers no more.
            .filter(m -> !m.has("dateOut") && !m.has("replacedByUsername"))
            .flatMap(
                m ->
                    m
                        .text("username")
                        .map(name -> new People.Member(name, m.text("role")))
                        .stream())
            .toList();
    var support =
        top.mappings("support").stream()
            .flatMap(
                s ->
                    s
                        .text("channel")
                        .map(
                            channel ->
                                new People.Channel(
                                    channel, s.text("tool"), s.text("url"), s.text("scope")))
                        .stream())
            .toList();
    return new People(team.flatMap(t -> t.text("name")), members, support);
  }
}
