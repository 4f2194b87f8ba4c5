package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.steer.Moves.Planned;
import dev.prunella.refs.CommitId;
import java.util.List;
import java.util.Map;

/** Merges into main and rollbacks on it: shown first, then confirmed with a reason. */
public final class MovePages {
  private final Pages pages;

  MovePages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page(
            "/lake/merge", Role.APPROVER, "what a merge into main would change", this::merging),
        Route.form("/lake/merge", Role.APPROVER, "merges into main, as confirmed", this::merge),
        Route.page(
            "/lake/rollback",
            Role.APPROVER,
            "what taking a commit of main back would change",
            this::rollingBack),
        Route.form(
            "/lake/rollback",
            Role.APPROVER,
            "takes a commit of main back, as confirmed",
            this::rollBack));
  }

  /**
   * What is to be confirmed.
   *
   * @param verb in the imperative, as its button says
   * @param path where it is sent
   * @param name of what is merged or taken back
   * @param command the same by the command line
   */
  public record Move(
      String verb, String path, String name, String effect, String command, Planned planned) {}

  private Answer merging(Request request) {
    var from = request.query("from").orElseThrow(() -> missing("from"));
    var planned = pages.steering().moves().planMerge(from);
    return page(
        request,
        new Move(
            "Merge " + from + " into main",
            "/lake/merge",
            from,
            "Readers see it at once. It is recorded as published by hand, unverified: nobody has"
                + " proved these data.",
            "prunella merge " + SqlPages.quoted(from),
            planned));
  }

  private Answer rollingBack(Request request) {
    var commit = request.query("commit").orElseThrow(() -> missing("commit"));
    var planned = pages.steering().moves().planRollback(commit);
    return page(
        request,
        new Move(
            "Take " + planned.commit().brief() + " back",
            "/lake/rollback",
            planned.commit().brief(),
            "By a new commit its tables have the data from before; later changes of other tables"
                + " stay. It is recorded as published by hand, unverified.",
            "prunella rollback " + planned.commit().brief(),
            planned));
  }

  private Answer page(Request request, Move move) {
    return pages.page(request, "move", move.verb(), "lake", "", Map.of("move", move));
  }

  private Answer merge(Request request) {
    var why = why(request, "merge " + request.field("name") + " into main");
    return see(
        pages
            .steering()
            .moves()
            .merge(required(request, "commit"), required(request, "head"), by(request), why));
  }

  private Answer rollBack(Request request) {
    var commit = required(request, "commit");
    var why = why(request, "roll back " + commit);
    return see(
        pages.steering().moves().rollback(commit, required(request, "head"), by(request), why));
  }

  private static String by(Request request) {
    return request.who().name();
  }

  private static Answer see(CommitId commit) {
    return new Answer.See("/publications/" + commit.hex());
  }

  private static String why(Request request, String otherwise) {
    var why = request.field("why");
    return why.isEmpty() ? otherwise : why;
  }

  /** Only an id in full: what was confirmed, and not what a name stands for by now. */
  private static String required(Request request, String field) {
    var id = request.field(field);
    if (!id.matches("[0-9a-f]{40,64}")) {
      throw missing(field);
    }
    return id;
  }

  private static Refusal missing(String field) {
    return new Refusal(400, "incomplete", field + " is missing: choose it on the page of the lake");
  }
}
