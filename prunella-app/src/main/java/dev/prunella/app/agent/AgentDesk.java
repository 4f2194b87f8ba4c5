package dev.prunella.app.agent;

import dev.prunella.app.agent.RefusedException.Reason;
import dev.prunella.app.heal.Agents;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.Workspace;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an agent may do. Each call is written down before it is carried out, within the
 * agent's budgets, and refused in a sentence where it asks for more: a {@link RefusedException}. It
 * can neither publish nor approve: what it suggests is tried, proved and decided on by the healer
 * under policy. Thread-safe; one long call of an agent at a time.
 */
public final class AgentDesk {
  private static final int MOST_WORDS = 4_000;
  private static final int MOST_OF_A_QUESTION = 500;
  private static final Pattern LINK = Pattern.compile("://|www\\.|@");

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("prunella-agents").daemon(true).factory());

  private final Agent agent;
  private final AgentLimits limits;
  private final AgentLog log;
  private final Seen seen;
  private final Incidents incidents;
  private final AgentSandbox sandbox;
  private final Models models;
  private final Trials trials;
  private final Notes notes;
  private final Catalog catalog;
  private final Agents healer;
  private final Semaphore longWork = new Semaphore(1);

  public AgentDesk(Workspace workspace, Agent agent, AgentLimits limits, Clock clock) {
    var redaction = workspace.secrets().redaction();
    this.agent = agent;
    this.limits = limits;
    this.log = new AgentLog(workspace.lake().lake(), agent, limits, clock, redaction::redact);
    this.seen = new Seen(redaction, new PolicyInForce(workspace, clock));
    this.incidents = new Incidents(workspace, seen);
    this.sandbox = new AgentSandbox(workspace, agent, limits, seen, clock);
    this.models = new Models(workspace, sandbox, limits, seen);
    this.trials = new Trials(workspace, agent, sandbox, models, limits, seen, clock);
    this.notes = new Notes(workspace, agent, clock);
    this.catalog = new Catalog(workspace, seen, limits.page());
    this.healer = new Agents(workspace, clock);
  }

  public Agent agent() {
    return agent;
  }

  // ---- reading

  public Page<Evidence.Summary> incidents(boolean openOnly, @Nullable String cursor) {
    return read("list_incidents", "", () -> incidents.list(openOnly, cursor, limits.page()));
  }

  public Evidence evidence(String incident) {
    return read("read_incident", incident, () -> incidents.evidence(incidents.require(incident)));
  }

  /** Past incidents that bear on one that is named, or else on a text. */
  public List<Incidents.Similar> similar(
      @Nullable String incident, @Nullable String text, @Nullable String table) {
    return read(
        "find_similar_incidents",
        incident != null ? incident : String.valueOf(text),
        () -> {
          if (incident != null) {
            return incidents.similar(incidents.require(incident));
          }
          var tables = new HashSet<TableName>();
          if (table != null) {
            tables.add(TableName.parse(table));
          }
          return incidents.similar(text == null ? "" : text, tables);
        });
  }

  public Page<String> tables(@Nullable String cursor) {
    return read("list_tables", "", () -> catalog.tables(cursor));
  }

  public Catalog.TableOf table(String table) {
    return read("describe_table", table, () -> catalog.table(table));
  }

  /** As YAML. */
  public String contract(String table) {
    return read("read_contract", table, () -> catalog.contract(table));
  }

  public Catalog.Lineage lineage(String table) {
    return read("read_lineage", table, () -> catalog.lineage(table));
  }

  /** Names of open incidents that begin so, newest first, for who is typing one. */
  public List<String> incidentsBeginning(String letters) {
    return read("complete", "incident", () -> incidents.beginning(letters));
  }

  /** Names of main's tables that begin so, for who is typing one. */
  public List<String> tablesBeginning(String letters) {
    return read("complete", "table", () -> catalog.beginning(letters));
  }

  // ---- in the sandbox

  /** The agent's sandbox; a new one where there is none, or where a fresh one is wanted. */
  public AgentSandbox.Opened open(boolean fresh) {
    return audited("open_sandbox", fresh ? "fresh" : "", false, () -> sandbox.open(fresh));
  }

  /** Rows of one SELECT over the sandbox's tables. */
  public AgentSandbox.Rows query(String sql, int rows) {
    return audited("run_sql", sql, false, () -> sandbox.query(sql, rows));
  }

  /** Puts the rows of one SELECT in the place of a table's rows, in the sandbox. */
  public Trials.Written write(String table, String select, AgentCall call) {
    return longer(
        "write_table", table + ": " + select, call, () -> trials.write(table, select, call));
  }

  public Page<Models.Listed> models(@Nullable String cursor) {
    return read("list_models", "", () -> models.list(cursor));
  }

  public Models.Text model(String path) {
    return read("read_model", path, () -> models.read(path));
  }

  /** Gives a model another text. */
  public Models.Edited edit(String path, String text) {
    return audited("edit_model", path, false, () -> models.write(path, text));
  }

  /** Puts other text in the place of one that stands in a model exactly once. */
  public Models.Edited replace(String path, String old, String young) {
    return audited("edit_model", path, false, () -> models.replace(path, old, young));
  }

  /** Runs an incident's pipeline by the sandbox's code, and keeps what comes through there. */
  public Trials.Ran run(String incident, AgentCall call) {
    return longer(
        "run_pipeline", incident, call, () -> trials.run(incidents.requireOpen(incident), call));
  }

  /** What the changed models prove for an incident; nothing is kept of it. */
  public Trials.Verified verify(String incident, AgentCall call) {
    return longer(
        "verify", incident, call, () -> trials.verify(incidents.requireOpen(incident), call));
  }

  // ---- beyond it, by others' word

  /** Suggests the changed models as a remedy of an incident. */
  public Trials.Proposed propose(String incident, String why, AgentCall call) {
    return longer(
        "propose",
        incident + ": " + why,
        call,
        () -> trials.propose(incidents.requireOpen(incident), brief("why", why), call));
  }

  /** Asks whoever answers for an incident's table; tells who that is. */
  public String ask(String incident, String question) {
    return audited(
        "ask_person",
        incident + ": " + question,
        true,
        () -> {
          var open = incidents.requireOpen(incident);
          var words = question(question);
          return healer
              .ask(open.id(), agent.name(), seen.file(words))
              .orElseThrow(
                  () ->
                      RefusedException.badRequest(
                          open.id() + " asks somebody already, and one question is asked at a time",
                          "read_incident tells the question and its answer"));
        });
  }

  /** Proposes a note, which counts for nothing before a person has taken it over. */
  public Notes.Proposed note(String title, List<String> tables, String text) {
    return audited("add_note", title, true, () -> notes.propose(title, tables, seen.file(text)));
  }

  /** It may go to people by mail: a line, with nothing in it to click on. */
  private static String question(String text) {
    var words = text.replaceAll("\\s+", " ").strip();
    if (words.isEmpty() || words.length() > MOST_OF_A_QUESTION || LINK.matcher(words).find()) {
      throw RefusedException.badRequest(
          "a question has up to " + MOST_OF_A_QUESTION + " characters, and no link",
          "say in a line what is to be known");
    }
    return words;
  }

  private static String brief(String what, String text) {
    if (text.length() > MOST_WORDS) {
      throw RefusedException.badRequest(
          what + " has up to " + MOST_WORDS + " characters", "say it in fewer words");
    }
    return text;
  }

  // ---- how

  /** Keeps that an agent called something that there is not, or wrongly: nothing is carried out. */
  public RefusedException misused(String verb, String why) {
    log.called(verb, "", false);
    log.refused(verb, "", why);
    return RefusedException.badRequest(seen.words(why), "tools/list tells what there is");
  }

  private <T> T read(String verb, String about, Supplier<T> work) {
    return audited(verb, about, false, work);
  }

  private <T> T longer(String verb, String about, AgentCall call, Supplier<T> work) {
    return audited(
        verb,
        about,
        verb.equals("propose"),
        () -> {
          if (!longWork.tryAcquire()) {
            throw new RefusedException(
                Reason.BUDGET, "another long call of this agent is at work", "wait for its end");
          }
          var alarm =
              TIMER.schedule(
                  call.cancellation()::cancel, limits.work().toMillis(), TimeUnit.MILLISECONDS);
          try {
            return work.get();
          } finally {
            alarm.cancel(false);
            longWork.release();
          }
        });
  }

  private <T> T audited(String verb, String about, boolean act, Supplier<T> work) {
    log.called(verb, about, act);
    try {
      return work.get();
    } catch (RefusedException e) {
      log.refused(verb, about, String.valueOf(e.getMessage()));
      throw e;
    } catch (LakeException | IllegalArgumentException | ProjectProblems e) {
      log.refused(verb, about, String.valueOf(e.getMessage()));
      throw RefusedException.badRequest(seen.message(String.valueOf(e.getMessage())), "");
    } catch (RuntimeException e) {
      log.refused(verb, about, "failed: " + e.getMessage());
      throw e;
    }
  }
}
