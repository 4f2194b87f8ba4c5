package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.AuditJson;
import dev.prunella.app.view.DecidedJson;
import dev.prunella.app.view.NoteJson;
import dev.prunella.app.view.PolicyJson;
import dev.prunella.app.view.StandingJson;
import dev.prunella.refs.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the healer knows, what it may do, and the record of all that was done. */
final class TrustPages {
  private static final int MOST_LISTED = 100;
  private static final Duration DECIDED_WITHIN = Duration.ofDays(30);

  private final Pages pages;

  TrustPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/knowledge", Role.VIEWER, "people's notes", this::knowledge),
        Route.page("/autonomy", Role.VIEWER, "what the healer may do", this::autonomy),
        Route.form("/autonomy/pause", Role.OPERATOR, "stops all healing", this::pause),
        Route.form("/autonomy/resume", Role.ADMIN, "lets healing go on", this::resume),
        Route.page("/audit", Role.VIEWER, "the audit chain, newest first", this::audit));
  }

  private Answer knowledge(Request request) {
    var workspace = pages.workspace();
    var known = KnownNotes.in(workspace);
    var past = NoteJson.Past.of(workspace);
    var now = pages.clock().instant();
    return pages.page(
        request,
        "knowledge",
        "Knowledge",
        "knowledge",
        "incident",
        Map.of(
            "notes",
            known.notes().stream().map(n -> NoteJson.view(n, past, now)).toList(),
            "problems",
            known.problems().stream().map(Object::toString).toList()));
  }

  private Answer autonomy(Request request) {
    var workspace = pages.workspace();
    var inForce = new PolicyInForce(workspace, pages.clock());
    var rules = inForce.rules();
    var policy = PolicyJson.view(workspace.project().settings().mode(), rules, inForce.situation());
    return pages.page(
        request,
        "autonomy",
        "Autonomy",
        "autonomy",
        "healing incident",
        Map.of(
            "policy",
            policy,
            "origin",
            rules.origin().words(),
            "decided",
            DecidedJson.newest(workspace, pages.clock(), DECIDED_WITHIN, MOST_LISTED).stream()
                .map(d -> request.mayShowValues() ? d : d.withoutValues())
                .toList(),
            "standing",
            StandingJson.of(workspace, pages.clock()).standing()));
  }

  private Answer pause(Request request) {
    pages.steering().pause(request.who().name(), request.field("why"));
    return new Answer.See("/autonomy");
  }

  private Answer resume(Request request) {
    pages.steering().resume(request.who().name(), request.field("why"));
    return new Answer.See("/autonomy");
  }

  private Answer audit(Request request) {
    var log = pages.workspace().lake().lake().store().audit();
    long last = Math.max(0, log.head().number() - Numbers.from(request));
    long first = Math.max(1, last - MOST_LISTED + 1);
    var entries =
        last == 0
            ? List.<AuditJson.Entry>of()
            : log.entries(first, (int) (last - first + 1)).stream()
                .map(AuditLog.Audited::entry)
                .map(AuditJson.Entry::of)
                .toList()
                .reversed();
    return pages.page(
        request,
        "audit",
        "Audit",
        "audit",
        "",
        Map.of(
            "entries",
            entries,
            "from",
            Numbers.from(request),
            "next",
            first > 1 ? Numbers.from(request) + MOST_LISTED : 0));
  }
}
