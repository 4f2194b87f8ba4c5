package dev.prunella.app.mcp;

import dev.prunella.app.agent.Evidence;
import dev.prunella.app.agent.Incidents;
import dev.prunella.app.agent.Models;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tools answer where the desk answers with less than a record. */
final class Answers {
  private Answers() {}

  record IncidentsPage(List<Evidence.Summary> incidents, @Nullable String next) {}

  record SimilarIncidents(List<Incidents.Similar> similar) {}

  record TablesPage(List<String> tables, @Nullable String next) {}

  record ContractText(String table, String yaml) {}

  record ModelsPage(List<Models.Listed> models, @Nullable String next) {}

  record Asked(String to) {}
}
