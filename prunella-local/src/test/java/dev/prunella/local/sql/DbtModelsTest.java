package dev.prunella.local.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The compiled SQL of a real dbt project, if its manifest lies beside this checkout. */
class DbtModelsTest {
  private static final Path MANIFEST = Path.of("../../shared/data/dbt_bikes/target/manifest.json");

  @Test
  void everyCompiledNodeIsReadAndReadsWhatDbtSaysItReads() throws IOException, SQLException {
    assumeTrue(Files.exists(MANIFEST), "the dbt project is not here: " + MANIFEST);
    JsonNode manifest = new ObjectMapper().readTree(MANIFEST.toFile());
    int read = 0;
    try (var connection = DriverManager.getConnection("jdbc:duckdb:")) {
      for (JsonNode node : manifest.path("nodes")) {
        String sql = node.path("compiled_code").asText();
        if (sql.isBlank()) {
          continue;
        }
        var facts = SqlReader.read(connection, sql, Models.NOTHING_KNOWN);
        List<String> expected = new ArrayList<>();
        for (JsonNode id : node.path("depends_on").path("nodes")) {
          JsonNode up = manifest.path("nodes").path(id.asText());
          JsonNode upstream = up.isMissingNode() ? manifest.path("sources").path(id.asText()) : up;
          expected.add(upstream.path("relation_name").asText().replace("\"", ""));
        }
        assertThat(facts.reads().stream().map(Object::toString))
            .as(node.path("unique_id").asText())
            .containsExactlyInAnyOrderElementsOf(expected);
        if (node.path("resource_type").asText().equals("model")) {
          assertThat(facts.columns()).allMatch(OutputColumn.Named.class::isInstance);
        }
        read++;
      }
    }
    assertThat(read).isGreaterThanOrEqualTo(14);
  }
}
