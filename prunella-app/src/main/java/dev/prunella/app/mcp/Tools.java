package dev.prunella.app.mcp;

import static dev.prunella.app.mcp.Parameter.flag;
import static dev.prunella.app.mcp.Parameter.needed;
import static dev.prunella.app.mcp.Parameter.number;
import static dev.prunella.app.mcp.Parameter.text;
import static dev.prunella.app.mcp.Parameter.texts;

import dev.prunella.app.agent.AgentCall;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.AgentSandbox;
import dev.prunella.app.agent.Catalog;
import dev.prunella.app.agent.Evidence;
import dev.prunella.app.agent.Models;
import dev.prunella.app.agent.Notes;
import dev.prunella.app.agent.RefusedException;
import dev.prunella.app.agent.RefusedException.Reason;
import dev.prunella.app.agent.Trials;
import java.util.List;
import java.util.Optional;

/** All tools, in the order in which they are listed. */
final class Tools {
  private static final int ROWS = 50;
  private static final Parameter CURSOR =
      text("cursor", "Where the next part begins: 'next' of the last answer.");
  private static final Parameter INCIDENT = needed("incident", "The incident, such as INC-7.");
  private static final Parameter TABLE = needed("table", "The table, such as orders.");
  private static final Parameter PATH = needed("path", "The model, such as models/orders.sql.");

  static final List<Tool> ALL =
      List.of(
          new Tool(
              "list_incidents",
              "List incidents",
              "The newest incidents, newest first: what failed, where, and how it stands.",
              true,
              List.of(flag("open_only", "Only those that are open; true if left out."), CURSOR),
              Answers.IncidentsPage.class,
              (desk, given, _) -> {
                var page = desk.incidents(given.flag("open_only", true), given.text("cursor"));
                return new Answers.IncidentsPage(page.items(), page.next());
              }),
          new Tool(
              "read_incident",
              "Read an incident's evidence",
              "What was seen, believed, tried, asked and answered, and the models that bear on it.",
              true,
              List.of(INCIDENT),
              Evidence.class,
              (desk, given, _) -> desk.evidence(given.needed("incident"))),
          new Tool(
              "find_similar_incidents",
              "Find similar incidents",
              "Past incidents that bear on a failure, with how each remedy turned out. Give an incident, or a failure's text.",
              true,
              List.of(
                  text("incident", "The incident, such as INC-7."),
                  text("text", "The failure's text, where there is no incident."),
                  text("table", "At which table; only with text.")),
              Answers.SimilarIncidents.class,
              (desk, given, _) ->
                  new Answers.SimilarIncidents(
                      desk.similar(
                          given.text("incident"), given.text("text"), given.text("table")))),
          new Tool(
              "list_tables",
              "List tables",
              "The tables of main, by name.",
              true,
              List.of(CURSOR),
              Answers.TablesPage.class,
              (desk, given, _) -> {
                var page = desk.tables(given.text("cursor"));
                return new Answers.TablesPage(page.items(), page.next());
              }),
          new Tool(
              "describe_table",
              "Describe a table",
              "Its columns, number of rows, the model that makes it, and the ids of what it promises.",
              true,
              List.of(TABLE),
              Catalog.TableOf.class,
              (desk, given, _) -> desk.table(given.needed("table"))),
          new Tool(
              "read_contract",
              "Read a table's contract",
              "What the table promises, as YAML (ODCS). No agent can change it.",
              true,
              List.of(TABLE),
              Answers.ContractText.class,
              (desk, given, _) ->
                  new Answers.ContractText(
                      given.needed("table"), desk.contract(given.needed("table")))),
          new Tool(
              "read_lineage",
              "Read a table's lineage",
              "From what it is made, and what is made from it.",
              true,
              List.of(TABLE),
              Catalog.Lineage.class,
              (desk, given, _) -> desk.lineage(given.needed("table"))),
          new Tool(
              "open_sandbox",
              "Open the sandbox",
              "A branch of all data and of the project's code, this agent's own, for some hours. Everything below happens there; nothing of it reaches main.",
              false,
              List.of(flag("fresh", "Begin anew, and forget what was changed; false if left out.")),
              AgentSandbox.Opened.class,
              (desk, given, _) -> desk.open(given.flag("fresh", false))),
          new Tool(
              "run_sql",
              "Run SQL in the sandbox",
              "One SELECT over the sandbox's tables. It sees no files, no network and no settings.",
              true,
              List.of(
                  needed("query", "One SELECT."),
                  number("rows", "Most rows; 50 if left out. Policy may give fewer.")),
              AgentSandbox.Rows.class,
              (desk, given, _) -> desk.query(given.needed("query"), given.number("rows", ROWS))),
          new Tool(
              "write_table",
              "Write a table in the sandbox",
              "Puts the rows of one SELECT in the place of a table's rows, in the sandbox only: to try what other data would do.",
              false,
              List.of(TABLE, needed("query", "One SELECT over the sandbox's tables.")),
              Trials.Written.class,
              (desk, given, call) ->
                  desk.write(given.needed("table"), given.needed("query"), call)),
          new Tool(
              "list_models",
              "List models",
              "The models in SQL that can be read and edited in the sandbox.",
              true,
              List.of(CURSOR),
              Answers.ModelsPage.class,
              (desk, given, _) -> {
                var page = desk.models(given.text("cursor"));
                return new Answers.ModelsPage(page.items(), page.next());
              }),
          new Tool(
              "read_model",
              "Read a model",
              "A model's text as it stands in the sandbox.",
              true,
              List.of(PATH),
              Models.Text.class,
              (desk, given, _) -> desk.model(given.needed("path"))),
          new Tool(
              "edit_model",
              "Edit a model in the sandbox",
              "Gives a model another text, or replaces one piece of it that stands there once. The comments at its top stay as they are. Answers with the diff and with what is wrong with the project by then.",
              false,
              List.of(
                  PATH,
                  text("text", "The whole new text; or else:"),
                  text("old", "The piece that is replaced."),
                  text("new", "What stands there instead.")),
              Models.Edited.class,
              (desk, given, _) -> edit(desk, given)),
          new Tool(
              "run_pipeline",
              "Run an incident's pipeline in the sandbox",
              "The incident's run once more, by the sandbox's code; what comes through is kept in the sandbox.",
              false,
              List.of(INCIDENT),
              Trials.Ran.class,
              (desk, given, call) -> desk.run(given.needed("incident"), call)),
          new Tool(
              "verify",
              "Verify the changed models",
              "Rehearses the incident's run with the changed models, and gives the product's own proofs: contracts, and the same output for known input. Nothing is kept of it.",
              true,
              List.of(INCIDENT),
              Trials.Verified.class,
              (desk, given, call) -> desk.verify(given.needed("incident"), call)),
          new Tool(
              "propose",
              "Propose the changed models as a remedy",
              "Hands the changed models to the healer: it proves them again, and policy decides whether a person is asked. No agent can publish or approve.",
              false,
              List.of(
                  INCIDENT, needed("why", "What was wrong, and what the change does; for people.")),
              Trials.Proposed.class,
              (desk, given, call) ->
                  desk.propose(given.needed("incident"), given.needed("why"), call)),
          new Tool(
              "ask_person",
              "Ask a person",
              "Asks whoever answers for the incident's table; the answer is in read_incident, when there is one. One question at a time.",
              false,
              List.of(INCIDENT, needed("question", "What is to be known, without values of rows.")),
              Answers.Asked.class,
              (desk, given, _) ->
                  new Answers.Asked(desk.ask(given.needed("incident"), given.needed("question")))),
          new Tool(
              "add_note",
              "Propose a note",
              "Writes down something worth knowing, for a person to read. It counts for nothing before a person has taken it over.",
              false,
              List.of(
                  needed("title", "What is known, in a line."),
                  texts("tables", "The tables that it is about."),
                  needed("text", "More, for people.")),
              Notes.Proposed.class,
              (desk, given, _) ->
                  desk.note(given.needed("title"), given.texts("tables"), given.needed("text"))));

  private Tools() {}

  static Optional<Tool> find(String name) {
    return ALL.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  /**
   * Carries a tool out; what it was called with is checked first, and a refusal of that is kept.
   */
  static Record carryOut(Tool tool, AgentDesk desk, Arguments given, AgentCall call) {
    var problem = given.problem(tool.parameters());
    if (problem.isPresent()) {
      throw desk.misused(tool.name(), problem.get());
    }
    return tool.work().carryOut(desk, given, call);
  }

  private static Record edit(AgentDesk desk, Arguments given) {
    var path = given.needed("path");
    var text = given.text("text");
    var old = given.text("old");
    var young = given.text("new");
    if (text != null && old == null && young == null) {
      return desk.edit(path, text);
    }
    if (text == null && old != null && young != null) {
      return desk.replace(path, old, young);
    }
    throw new RefusedException(
        Reason.BAD_REQUEST, "give the whole text, or both old and new", "edit_model");
  }
}
