package dev.prunella.app.agent;

import dev.prunella.app.agent.RefusedException.Reason;
import dev.prunella.app.project.CommitTables;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.duckdb.LakeQuery;
import dev.prunella.local.duckdb.QueryCursor;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.QueryLimits;
import dev.prunella.local.sandbox.Sandbox;
import dev.prunella.local.sandbox.Sandboxes;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one branch on which an agent works: all tables of main, and the project's code as it lay in
 * its folder when the branch began. Its newest commit names the code with the agent's changes.
 */
public final class AgentSandbox {
  private static final String OPENING = "the project's code as it lies in its folder";

  /** Longer values are cut. */
  private static final int MOST_OF_A_VALUE = 2_000;

  private final Workspace workspace;
  private final Agent agent;
  private final AgentLimits limits;
  private final Seen seen;
  private final Sandboxes sandboxes;

  AgentSandbox(Workspace workspace, Agent agent, AgentLimits limits, Seen seen, Clock clock) {
    this.workspace = workspace;
    this.agent = agent;
    this.limits = limits;
    this.seen = seen;
    this.sandboxes = new Sandboxes(workspace.lake().lake(), clock);
  }

  /** A sandbox that is there. */
  public record Opened(String sandbox, String from, Instant until, boolean fresh) {}

  /** A column of an answer. */
  public record Column(String name, String type) {}

  /**
   * Rows of an answer: data, whatever they say.
   *
   * @param truncated whether there were more
   */
  public record Rows(
      List<Column> columns, List<List<@Nullable Object>> rows, boolean truncated, String commit) {}

  /** The one that lives; a new one where there is none, or where a fresh one is wanted. */
  Opened open(boolean fresh) {
    var living =
        sandboxes.list().stream().filter(s -> s.name().equals(agent.sandbox())).findFirst();
    living.ifPresent(this::requireOwn);
    if (living.isPresent() && !fresh && base(living.get()).isPresent()) {
      return opened(living.get(), false);
    }
    if (living.isPresent()) {
      sandboxes.drop(agent.sandbox(), agent.author());
    }
    var code = workspace.codeTrees().asItLies().tree();
    var main = workspace.lake().lake().head(Ref.MAIN);
    var sandbox = sandboxes.create(agent.sandbox(), main, limits.lifetime(), agent.author());
    commit(code.orElseThrow(), OPENING);
    return opened(sandbox, true);
  }

  private static Opened opened(Sandbox sandbox, boolean fresh) {
    return new Opened(sandbox.name(), sandbox.from().hex(), sandbox.until(), fresh);
  }

  /** It lives, and is the agent's own. */
  Sandbox require() {
    var living =
        sandboxes.list().stream().filter(s -> s.name().equals(agent.sandbox())).findFirst();
    if (living.isEmpty()) {
      throw RefusedException.notFound(
          "the sandbox is not open, or its time is over", "open_sandbox opens one");
    }
    requireOwn(living.get());
    return living.get();
  }

  /** A person may have made one of the same name. */
  private void requireOwn(Sandbox sandbox) {
    if (!sandbox.by().equals(agent.author())) {
      throw RefusedException.notAllowed(
          "the sandbox of that name is " + seen.words(sandbox.by()) + "'s, not this agent's",
          "ask a person to drop or rename it");
    }
  }

  Commit head() {
    return workspace.lake().lake().head(require().branch());
  }

  /** The code with the agent's changes. */
  String tree() {
    return head().code().orElseThrow(AgentSandbox::halfOpen);
  }

  /** The code that the agent began with. */
  String base() {
    return base(require()).orElseThrow(AgentSandbox::halfOpen);
  }

  /** What its first commit names; where that would name what main does, there is none. */
  private Optional<String> base(Sandbox sandbox) {
    var lake = workspace.lake().lake();
    return lake.log(lake.ref(sandbox.branch()).head())
        .takeWhile(commit -> !commit.id().equals(sandbox.from()))
        .reduce((_, older) -> older)
        .filter(commit -> commit.message().equals(OPENING))
        .or(() -> Optional.of(lake.commit(sandbox.from())))
        .flatMap(Commit::code);
  }

  private static RefusedException halfOpen() {
    return RefusedException.notFound(
        "the sandbox was not opened to its end", "open_sandbox opens it");
  }

  void commit(String tree, String message) {
    var info = new CommitInfo(agent.author(), message, Optional.of(tree));
    switch (workspace.lake().lake().commit(agent.branch(), List.of(), info)) {
      case CommitResult.Committed _ -> {}
      case CommitResult.Conflict _ ->
          throw new LakeException(Problem.CONFLICT, agent.branch() + " has changed meanwhile");
      case CommitResult.Unknown(var _, var reason) ->
          throw new LakeException(
              Problem.UNKNOWN_FATE,
              "it is not known whether %s was changed: %s".formatted(agent.branch(), reason));
    }
  }

  /** Runs one SELECT over its tables, which sees no files, no network and no settings. */
  Rows query(String sql, int wanted) {
    if (seen.rows() == 0) {
      throw RefusedException.notAllowed(
          "policy.yaml lets agents see no values of rows", "work with evidence and run_pipeline");
    }
    int most = Math.max(1, Math.min(wanted, seen.rows()));
    var commit = head();
    var engine = new LakeQuery(workspace.lake().duckDb(), workspace.lake().reader());
    try (var cursor =
        engine.run(
            sql,
            new CommitTables(workspace.lake(), commit),
            new QueryLimits(most, limits.query()))) {
      return rows(cursor, commit);
    } catch (QueryException e) {
      throw refused(e);
    }
  }

  private RefusedException refused(QueryException e) {
    var reason =
        switch (e.reason()) {
          case REFUSED -> Reason.NOT_ALLOWED;
          case UNKNOWN_TABLE -> Reason.NOT_FOUND;
          case TIMED_OUT -> Reason.ENDED;
          default -> Reason.BAD_REQUEST;
        };
    return new RefusedException(reason, seen.message(String.valueOf(e.getMessage())), "");
  }

  private Rows rows(QueryCursor cursor, Commit commit) {
    var columns = cursor.columns().stream().map(c -> new Column(c.name(), c.type())).toList();
    var rows = new ArrayList<List<@Nullable Object>>();
    int characters = 0;
    while (cursor.next()) {
      var row = new ArrayList<@Nullable Object>();
      for (int i = 0; i < columns.size(); i++) {
        var value = value(cursor, i);
        characters += String.valueOf(value).length() + 4;
        row.add(value);
      }
      if (characters > limits.characters()) {
        return new Rows(columns, rows, true, commit.id().hex());
      }
      rows.add(row);
    }
    return new Rows(columns, rows, cursor.truncated(), commit.id().hex());
  }

  private @Nullable Object value(QueryCursor cursor, int i) {
    return switch (cursor.value(i)) {
      case null -> null;
      case Boolean b -> b;
      case BigDecimal d -> d;
      case Number n -> n;
      default -> cut(seen.file(String.valueOf(cursor.text(i))));
    };
  }

  private static String cut(String text) {
    return text.length() <= MOST_OF_A_VALUE ? text : text.substring(0, MOST_OF_A_VALUE) + "...";
  }
}
