package dev.prunella.app.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.local.staging.PostgresStaging;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Staging.Publish;
import java.util.Optional;

/** Reads the {@code staging} of a source. */
final class StagingReader {
  private static final String STAGING = "staging";

  /** What would end the one transaction in which a staging is published. */
  private static final String ENDS_IT =
      "(?is).*\\b(commit|rollback|abort|prepare\\s+transaction)\\b.*";

  private StagingReader() {}

  static Optional<Staging> read(Fields source, Fields jdbc, Problems.Of problems) {
    var staging = source.mapping(STAGING);
    if (staging.isEmpty()) {
      return Optional.empty();
    }
    var given = staging.get();
    if (!PostgresStaging.canBeAt(jdbc.text("url").orElse(""))) {
      problems.add(
          source.line(STAGING), "a 'staging' is in a PostgreSQL database: jdbc:postgresql://...");
      return Optional.empty();
    }
    given
        .textLine("password")
        .ifPresent(p -> SecretRules.whole("staging.password", p.line(), p.text(), problems));
    var publish = publish(given, problems);
    var key = given.texts("key").stream().map(Fields.Line::text).toList();
    if (publish.isEmpty()
        || key.isEmpty()
        || given.text("schema").isEmpty()
        || given.text("table").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Staging(
            given.text("schema").get(),
            given.text("table").get(),
            key,
            given.text("user"),
            given.text("password"),
            publish.get()));
  }

  private static Optional<Publish> publish(Fields given, Problems.Of problems) {
    var statement = given.textLine("publish");
    if (statement.isPresent()) {
      if (statement.get().text().matches(ENDS_IT)) {
        problems.add(
            statement.get().line(),
            "'staging.publish' is carried out in one transaction; leave its end to Prunella");
      }
      return statement.map(s -> new Publish.Statement(s.text().strip()));
    }
    return given
        .mapping("publish_into")
        .filter(into -> into.has("schema") && into.has("table"))
        .map(
            into ->
                new Publish.CellsInto(
                    into.text("schema").orElse(""), into.text("table").orElse("")));
  }

  /** Of a source that has no database. */
  static void refuse(Fields source, Problems.Of problems) {
    if (source.has(STAGING)) {
      problems.add(
          source.line(STAGING), "a 'staging' belongs to a source with 'jdbc'; leave it out");
    }
  }

  /** A source without its staging, which changes nothing of what is loaded. */
  static JsonNode without(JsonNode source) {
    return source instanceof ObjectNode object ? object.deepCopy().without(STAGING) : source;
  }
}
