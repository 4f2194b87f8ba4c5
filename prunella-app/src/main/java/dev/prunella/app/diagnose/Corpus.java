package dev.prunella.app.diagnose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.incident.Cause;
import dev.prunella.incident.Diagnoser;
import dev.prunella.incident.Example;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Failures of which is known what they were: one JSON object a line. */
public final class Corpus {
  private static final int MOST_EXAMPLES = 100_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Corpus() {}

  private static final class Lazy {
    static final List<Example> BUNDLED = bundled();
    static final Diagnoser DIAGNOSER = Diagnoser.of(BUNDLED);
  }

  /** The project's own examples; read when first asked for. */
  public static List<Example> examples() {
    return Lazy.BUNDLED;
  }

  /** Has learnt from the project's own examples; made when first asked for. */
  public static Diagnoser diagnoser() {
    return Lazy.DIAGNOSER;
  }

  private static List<Example> bundled() {
    var in = Corpus.class.getResourceAsStream("failures.jsonl");
    if (in == null) {
      throw new IllegalStateException("failures.jsonl is missing in this build of prunella");
    }
    try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads examples.
   *
   * @throws IOException that names the line, where one is no example
   */
  public static List<Example> read(Reader from) throws IOException {
    var examples = new ArrayList<Example>();
    var reader = new BufferedReader(from);
    int number = 0;
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank()) {
        if (examples.size() == MOST_EXAMPLES) {
          throw new IOException("there are more than " + MOST_EXAMPLES + " examples");
        }
        examples.add(example(line, number));
      }
    }
    return List.copyOf(examples);
  }

  private static Example example(String line, int number) throws IOException {
    try {
      var json = JSON.readTree(line);
      var name = text(json, "cause", number);
      var failureClass =
          FailureClass.of(text(json, "class", number))
              .orElseThrow(() -> bad(number, "its class is none of the four"));
      var remedy =
          RemedyFamily.of(text(json, "remedy", number))
              .orElseThrow(() -> bad(number, "its remedy is none of the ten"));
      Set<String> also = new TreeSet<>();
      json.path("also_acceptable").forEach(node -> also.add(node.asText()));
      var group = json.path("recall_group");
      return new Example(
          text(json, "id", number),
          text(json, "system", number),
          text(json, "text", number),
          Cause.of(name, failureClass, remedy),
          also,
          group.isTextual() ? Optional.of(group.asText()) : Optional.empty());
    } catch (JsonProcessingException e) {
      throw new IOException("line " + number + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(JsonNode json, String field, int number) throws IOException {
    var value = json.path(field);
    if (!value.isTextual()) {
      throw bad(number, "it has no " + field);
    }
    return value.asText();
  }

  private static IOException bad(int number, String why) {
    return new IOException("line " + number + " is no example: " + why);
  }
}
