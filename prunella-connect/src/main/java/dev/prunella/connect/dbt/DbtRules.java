package dev.prunella.connect.dbt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A test as quality rules: one, or two where it warns earlier than it fails. */
final class DbtRules {
  /** What dbt takes unless told otherwise. */
  private static final String ANY = "!= 0";

  private static final Pattern COMPARISON =
      Pattern.compile("\\s*(!=|<>|==|=|>=|<=|>|<)\\s*(-?\\d{1,18}(?:\\.\\d{1,18})?)\\s*");
  private static final Pattern RANGE =
      Pattern.compile(
          "\\s*between\\s+(-?\\d{1,18})\\s+and\\s+(-?\\d{1,18})\\s*", Pattern.CASE_INSENSITIVE);

  private DbtRules() {}

  static List<Map<String, Object>> of(DbtPipeline.Check check) {
    var test = check.test();
    var rules = new ArrayList<Map<String, Object>>();
    var first = test.warns() ? test.warnIf() : test.errorIf();
    rules.add(rule(check, DbtContract.ruleId(test), first, test.warns()));
    if (!test.warns() && !same(test.warnIf(), test.errorIf())) {
      rules.add(rule(check, DbtContract.ruleId(test) + DbtContract.WARNING, test.warnIf(), true));
    }
    rules
        .getFirst()
        .put(
            "customProperties",
            List.of(DbtContract.property(DbtContract.TEST, DbtTests.written(test))));
    return rules;
  }

  private static boolean same(String a, String b) {
    return a.replace(" ", "").equals(b.replace(" ", ""));
  }

  private static Map<String, Object> rule(
      DbtPipeline.Check check, String id, String wrongIf, boolean warns) {
    var test = check.test();
    var rule = new LinkedHashMap<String, Object>();
    rule.put("id", id);
    if (!test.description().isEmpty()) {
      rule.put("description", test.description());
    }
    var expected = expected(wrongIf);
    var metric = metric(test, wrongIf);
    if (metric.isPresent()) {
      rule.put("type", "library");
      rule.putAll(metric.get());
      rule.put("mustBe", 0);
    } else if (check.sql().isPresent() && expected.isPresent()) {
      rule.put("type", "sql");
      rule.put(
          "query",
          "select "
              + test.failCalc()
              + " from (\n"
              + statement(check.sql().get())
              + "\n) as dbt_test");
      rule.putAll(expected.get());
    } else {
      rule.put("type", "text");
      rule.put(
          "description",
          (test.description().isEmpty() ? "a test of dbt" : test.description())
              + ", left to dbt: "
              + (check.sql().isEmpty() ? check.whyNot() : "it is wrong if " + wrongIf));
    }
    rule.put("severity", warns ? "warn" : "error");
    return rule;
  }

  private static String statement(String sql) {
    var text = sql.strip();
    while (text.endsWith(";")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    return text;
  }

  /** The standard's own metric, where it means the same. */
  private static Optional<Map<String, Object>> metric(DbtTest test, String wrongIf) {
    boolean plain =
        same(wrongIf, ANY)
            && test.failCalc().replace(" ", "").equalsIgnoreCase("count(*)")
            && test.where().isEmpty()
            && test.column().filter(c -> !c.isBlank()).isPresent();
    if (!plain) {
      return Optional.empty();
    }
    return switch (test.generic().orElse("")) {
      case "not_null" -> Optional.of(Map.of("metric", "nullValues"));
      case "unique" -> Optional.of(Map.of("metric", "duplicateValues"));
      case "accepted_values" -> accepted(test);
      default -> Optional.empty();
    };
  }

  private static Optional<Map<String, Object>> accepted(DbtTest test) {
    if (!(test.arguments().get("values") instanceof List<?> values) || values.isEmpty()) {
      return Optional.empty();
    }
    var rule = new LinkedHashMap<String, Object>();
    rule.put("metric", "invalidValues");
    rule.put("arguments", Map.of("validValues", values.stream().map(String::valueOf).toList()));
    return Optional.of(rule);
  }

  /** The opposite of what dbt calls wrong; empty for what cannot be read. */
  private static Optional<Map<String, Object>> expected(String wrongIf) {
    var range = RANGE.matcher(wrongIf);
    if (range.matches()) {
      long from = Long.parseLong(range.group(1));
      long to = Long.parseLong(range.group(2));
      return from < to
          ? Optional.of(Map.of("mustNotBeBetween", List.of(from, to)))
          : Optional.empty();
    }
    var comparison = COMPARISON.matcher(wrongIf);
    if (!comparison.matches()) {
      return Optional.empty();
    }
    var key =
        switch (comparison.group(1)) {
          case "!=", "<>" -> "mustBe";
          case "=", "==" -> "mustNotBe";
          case ">" -> "mustBeLessOrEqualTo";
          case ">=" -> "mustBeLessThan";
          case "<" -> "mustBeGreaterOrEqualTo";
          default -> "mustBeGreaterThan";
        };
    return Optional.of(Map.of(key, new java.math.BigDecimal(comparison.group(2))));
  }
}
