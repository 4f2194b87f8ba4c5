package dev.prunella.app.policy;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.heal.Condition;
import dev.prunella.heal.Policy;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.RemedyFamily;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code policy.yaml}, and tells everything that is wrong with it at once. */
public final class PolicyReader {
  private final Problems.Of problems;

  private PolicyReader(Problems.Of problems) {
    this.problems = problems;
  }

  /** Reads the file's text; where a problem is told, what is given must not be used. */
  public static Optional<PolicyFile> read(String text, Problems.Of problems) {
    var documents = YamlText.documents(text, problems);
    if (documents.isEmpty()) {
      if (text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
        problems.add(1, "the file is empty; write 'default: propose', or remove the file");
      }
      return Optional.empty();
    }
    if (documents.size() > 1) {
      problems.add(
          Fields.of(documents.get(1)).line(),
          "a second document (---) begins here; there is one only");
    }
    ShapeCheck.check(documents.getFirst(), PolicyShape.POLICY, problems);
    return Optional.of(new PolicyReader(problems).read(Fields.of(documents.getFirst())));
  }

  private PolicyFile read(Fields top) {
    var rules = new ArrayList<Policy.Rule>();
    for (var rule : top.mappings("rules")) {
      rules.add(rule(rule));
    }
    return new PolicyFile(
        rules,
        autonomy(top, "default").orElse(Autonomy.PROPOSE),
        new Policy.Brakes(
            top.mapping("budgets")
                .map(b -> b.whole("actions_per_hour"))
                .orElse(OptionalInt.empty()),
            freezes(top),
            top.mapping("breaker").map(b -> b.whole("after_undos").orElse(1)).orElse(1)),
        top.mapping("agents")
            .map(a -> a.whole("rows").orElse(PolicyFile.AGENT_ROWS))
            .orElse(PolicyFile.AGENT_ROWS));
  }

  private Policy.Rule rule(Fields fields) {
    var remedy = fields.text("remedy").flatMap(RemedyFamily::of);
    var failureClass = fields.text("class").flatMap(FailureClass::of);
    var table = fields.text("table");
    var when = fields.textLine("when");
    // What is no word has been told; then nothing of the file is used.
    var autonomy = autonomy(fields, "do").orElse(Autonomy.FORBID);
    Optional<Condition> condition = when.flatMap(w -> CelCondition.of(w, problems));
    var named = new ArrayList<String>();
    remedy.ifPresent(r -> named.add(r.word()));
    failureClass.ifPresent(c -> named.add("of class " + c.word()));
    table.ifPresent(t -> named.add("for " + t));
    when.ifPresent(w -> named.add("when " + w.text().strip()));
    return new Policy.Rule(
        remedy,
        failureClass,
        table,
        condition,
        autonomy,
        PolicyFile.NAME
            + ":"
            + fields.line()
            + ": "
            + (named.isEmpty() ? "everything" : String.join(" ", named))
            + ": "
            + autonomy.name().toLowerCase(Locale.ROOT));
  }

  private static Optional<Autonomy> autonomy(Fields fields, String key) {
    return fields
        .text(key)
        .flatMap(
            word ->
                List.of(Autonomy.values()).stream()
                    .filter(a -> a.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst());
  }

  private List<Policy.Freeze> freezes(Fields top) {
    var freezes = new ArrayList<Policy.Freeze>();
    for (var fields : top.mappings("freeze")) {
      var from = instant(fields, "from");
      var to = instant(fields, "to");
      if (from.isPresent() && to.isPresent()) {
        if (!from.get().isBefore(to.get())) {
          problems.add(fields.line("to"), "'freeze.to' is not after 'from'");
        }
        freezes.add(
            new Policy.Freeze(from.get(), to.get(), fields.text("why").orElse("no reason given")));
      }
    }
    return freezes;
  }

  private Optional<Instant> instant(Fields fields, String key) {
    var text = fields.text(key);
    try {
      return text.map(t -> OffsetDateTime.parse(t).toInstant());
    } catch (DateTimeException e) {
      if (text.filter(t -> t.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*")).isPresent()) {
        problems.add(
            fields.line(key), "'freeze." + key + "' is no moment of the calendar: " + text.get());
      }
      return Optional.empty();
    }
  }
}
