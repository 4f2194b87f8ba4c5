package dev.prunella.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.view.Json;
import dev.prunella.incident.Diagnoser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers each line of JSON with a line of JSON, one after the other, in memory bounded by the
 * longest line.
 */
final class DiagnoseLines {
  /** A longer line is answered with an error, and passed over. */
  private static final int LONGEST_LINE = 32 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Diagnoser diagnoser;
  private final UnaryOperator<String> redact;

  DiagnoseLines(Diagnoser diagnoser, UnaryOperator<String> redact) {
    this.diagnoser = diagnoser;
    this.redact = redact;
  }

  /** JSON: a line that was not understood. */
  record Problem(String code, String message) {}

  record ProblemView(@Nullable String id, long line, Problem error) {}

  /** How many lines were answered, and how many of them with an error. */
  record Outcome(long lines, long bad) {}

  Outcome answer(InputStream from, PrintWriter out) throws IOException {
    var in = new BufferedInputStream(from, 1 << 16);
    long number = 0;
    long lines = 0;
    long bad = 0;
    var line = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (int b = in.read(); b >= 0 || line.size() > 0 || tooLong; b = in.read()) {
      if (b >= 0 && b != '\n') {
        if (line.size() < LONGEST_LINE) {
          line.write(b);
        } else {
          tooLong = true;
        }
        continue;
      }
      number++;
      var text = line.toString(StandardCharsets.UTF_8);
      if (tooLong || !text.isBlank()) {
        var answer = tooLong ? tooLong(number) : answer(text, number);
        lines++;
        bad += answer instanceof ProblemView ? 1 : 0;
        out.println(Json.line(answer));
        // Whoever reads along is answered at once.
        out.flush();
      }
      line.reset();
      tooLong = false;
      if (b < 0) {
        break;
      }
    }
    return new Outcome(lines, bad);
  }

  private static ProblemView tooLong(long number) {
    return problem(
        null, number, "line-too-long", "the line has more than " + LONGEST_LINE + " bytes");
  }

  private Object answer(String line, long number) {
    JsonNode json;
    try {
      json = JSON.readTree(line.startsWith("\uFEFF") ? line.substring(1) : line);
    } catch (JsonProcessingException e) {
      return problem(null, number, "bad-json", "it is no JSON: " + e.getOriginalMessage());
    }
    if (!json.isObject()) {
      return problem(null, number, "bad-line", "it is no object with id and text");
    }
    var id =
        json.path("id").isValueNode() && !json.path("id").isNull()
            ? json.path("id").asText()
            : null;
    if (!json.path("text").isTextual()) {
      return problem(id, number, "bad-line", "it has no text");
    }
    return DiagnoseViews.line(id, diagnoser.diagnose(redact.apply(json.path("text").asText())));
  }

  private static ProblemView problem(
      @Nullable String id, long number, String code, String message) {
    return new ProblemView(id, number, new Problem(code, message));
  }
}
