package dev.prunella.local.incidents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.incident.Amendment;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashMap;

/**
 * An amendment as JSON. Its values are written as they are: masked, they would be other values, and
 * no cell could be given its old one again.
 */
final class AmendmentJson {
  private AmendmentJson() {}

  static void write(ObjectNode json, Amendment amendment) {
    json.put("table", amendment.table().toString())
        .put("place", amendment.place())
        .put("seen", amendment.seen());
    var cells = json.putArray("cells");
    for (var cell : amendment.cells()) {
      var one =
          cells
              .addObject()
              .put("column", cell.column())
              .put("before", cell.before())
              .put("after", cell.after());
      var row = one.putObject("row");
      cell.key().forEach(row::put);
    }
  }

  static Amendment read(JsonNode json) {
    var cells = new ArrayList<Amendment.Cell>();
    for (var one : json.path("cells")) {
      var row = new HashMap<String, String>();
      one.path("row").properties().forEach(e -> row.put(e.getKey(), e.getValue().asText()));
      cells.add(
          new Amendment.Cell(
              row,
              one.path("column").asText(),
              one.path("before").asText(),
              one.path("after").asText()));
    }
    return new Amendment(
        TableName.parse(json.path("table").asText()),
        json.path("place").asText(),
        json.path("seen").asText(),
        cells);
  }
}
