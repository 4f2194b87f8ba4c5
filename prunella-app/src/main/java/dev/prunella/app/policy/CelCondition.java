package dev.prunella.app.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.heal.Condition;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.refs.DidYouMean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A condition in CEL: it has types, always ends, and reads nothing but what it is given. It is
 * compiled when the file is read, so that a mistake is told with its line and never at night.
 */
final class CelCondition implements Condition {
  private static final int MOST_CHARACTERS = 1_000;
  private static final double MILLIS_A_MINUTE = 60_000;
  private static final List<String> NAMES =
      List.of(
          "remedy", "class", "cause", "table", "confidence", "hour", "rows", "cost", "idempotent");
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '(?<name>[^']*)'");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MOST_CHARACTERS)
          .comprehensionMaxIterations(MOST_CHARACTERS)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .addVar("remedy", SimpleType.STRING)
          .addVar("class", SimpleType.STRING)
          .addVar("cause", SimpleType.STRING)
          .addVar("table", SimpleType.STRING)
          .addVar("confidence", SimpleType.DOUBLE)
          .addVar("hour", SimpleType.INT)
          .addVar("rows", SimpleType.INT)
          .addVar("cost", SimpleType.DOUBLE)
          .addVar("idempotent", SimpleType.BOOL)
          .setResultType(SimpleType.BOOL)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private final CelRuntime.Program program;

  private CelCondition(CelRuntime.Program program) {
    this.program = program;
  }

  /** Empty, and problems, when it cannot be understood. */
  static Optional<Condition> of(Fields.Line text, Problems.Of problems) {
    try {
      CelAbstractSyntaxTree tree = COMPILER.compile(text.text()).getAst();
      return Optional.of(new CelCondition(RUNTIME.createProgram(tree)));
    } catch (CelValidationException e) {
      e.getErrors().forEach(issue -> problems.add(text.line(), sentence(issue.getMessage())));
      return Optional.empty();
    } catch (CelEvaluationException e) {
      problems.add(text.line(), sentence(String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static String sentence(String message) {
    var undeclared = UNDECLARED.matcher(message);
    if (undeclared.find()) {
      var name = undeclared.group("name");
      return "'when' does not know '"
          + name
          + "'"
          + DidYouMean.among(NAMES, name)
              .map(near -> "; did you mean '" + near + "'?")
              .orElse("; known are " + String.join(", ", NAMES));
    }
    return "'when' is no condition: " + message;
  }

  @Override
  public Answer of(Weighed remedy, int hour) {
    try {
      return Boolean.TRUE.equals(program.eval(values(remedy, hour)))
          ? Answer.HOLDS
          : Answer.DOES_NOT_HOLD;
    } catch (CelEvaluationException _) {
      return Answer.UNKNOWN;
    }
  }

  /** What is not known of a remedy is left out: a condition that needs it cannot be worked out. */
  private static Map<String, Object> values(Weighed remedy, int hour) {
    var values = new HashMap<String, Object>();
    values.put("remedy", remedy.family().word());
    values.put("class", remedy.failureClass().word());
    values.put("cause", remedy.cause());
    values.put("table", remedy.table().toString());
    values.put("confidence", remedy.confidence());
    values.put("hour", (long) hour);
    remedy
        .comesTo()
        .ifPresent(
            impact -> {
              values.put("rows", impact.rows());
              values.put("cost", impact.work().toMillis() / MILLIS_A_MINUTE);
              values.put("idempotent", impact.idempotent());
            });
    return values;
  }
}
