package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.heal.CodeProposal;
import dev.prunella.app.pages.HomePage.IncidentRow;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.app.view.QuestionJson;
import dev.prunella.app.view.StoryJson;
import dev.prunella.app.view.Unvalued;
import dev.prunella.heal.Outside;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.people.OpenQuestion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The incidents, and one incident from 'must I get up?' to the raw log. */
public final class IncidentPages {
  private static final int MOST_LOOKED_AT = 10_000;
  private static final int MOST_LISTED = 50;
  private static final Pattern OPTION = Pattern.compile("[\\w -]{1,80}");

  private final Pages pages;

  IncidentPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/incidents", Role.VIEWER, "lists incidents, newest first", this::list),
        Route.page("/incidents/{id}", Role.VIEWER, "tells one incident", this::one),
        Route.form(
            "/incidents/{id}/answer",
            Role.APPROVER,
            "answers what an incident asks; approve and deny are answers",
            this::answer),
        Route.form(
            "/incidents/{id}/undo",
            Role.APPROVER,
            "takes back what was published for an incident",
            this::undo));
  }

  private Answer list(Request request) {
    int from = Numbers.from(request);
    boolean values = request.mayShowValues();
    var open = request.query("open").isPresent();
    var found =
        pages.workspace().incidents().newest(MOST_LOOKED_AT).stream()
            .flatMap(id -> pages.workspace().incidents().state(id).stream())
            .filter(i -> !open || i.isOpen())
            .skip(from)
            .limit(MOST_LISTED + 1L)
            .toList();
    return pages.page(
        request,
        "incidents",
        "Incidents",
        "incidents",
        "incident healing",
        Map.of(
            "rows",
            found.stream().limit(MOST_LISTED).map(i -> IncidentRow.of(i, values)).toList(),
            "open",
            open,
            "from",
            from,
            "next",
            found.size() > MOST_LISTED ? from + MOST_LISTED : 0));
  }

  /** A lesser fact about a proposal, named. */
  public record Fact(String name, String value) {}

  /**
   * What the page shows.
   *
   * @param up whether somebody must get up, in capitals
   * @param readers what readers see
   * @param changed what has been changed in production already
   * @param proposal what waits for a person, with what it comes to
   * @param question the open question, with who was asked and who is next
   * @param number which of the incident's questions it is
   * @param patch the change of a model that lies ready; empty where there is none
   */
  public record One(
      IncidentJson.View view,
      IncidentRow row,
      String up,
      String readers,
      List<String> changed,
      boolean atSource,
      Optional<String> proposed,
      List<Fact> proposal,
      Optional<QuestionJson.View> question,
      int number,
      List<StoryJson.Line> story,
      String patch,
      boolean mayUndo) {}

  private Answer one(Request request) {
    var state = require(request);
    var events = pages.workspace().incidents().events(state.id());
    return pages.page(
        request,
        "incident",
        state.id().toString(),
        "incidents",
        "incident run publication delivery healing",
        Map.of(
            "one",
            one(state, events, request.mayShowValues()),
            "said",
            said(request.query("said").orElse(""))));
  }

  private One one(IncidentState state, List<IncidentEvent> events, boolean values) {
    boolean atSource = Outside.isAtSource(events);
    var proposal = CodeProposal.of(pages.workspace(), state.id());
    var view = IncidentJson.view(state, events, proposal);
    var changed = IncidentJson.changed(state, atSource);
    var story = StoryJson.of(events);
    var question = question(state);
    return new One(
        values ? view : view.withoutValues(),
        IncidentRow.of(state, values),
        IncidentJson.up(state),
        IncidentJson.readers(state),
        values ? changed : Unvalued.words(changed),
        atSource,
        state
            .proposed()
            .map(IncidentEvent.Decided::remedy)
            .map(r -> values ? r : Unvalued.words(r)),
        state.proposed().map(this::facts).orElse(List.of()),
        values ? question : question.map(QuestionJson.View::withoutValues),
        OpenQuestion.number(events),
        values ? story : story.stream().map(StoryJson.Line::withoutValues).toList(),
        proposal.filter(_ -> values).map(CodeProposal.Paths::patchText).orElse(""),
        (atSource || !state.published().isEmpty()) && state.undone().isEmpty());
  }

  private List<Fact> facts(IncidentEvent.Decided decided) {
    var impacts = decided.weighed().stream().flatMap(w -> w.comesTo().stream()).toList();
    if (impacts.isEmpty()) {
      return List.of();
    }
    long rows = impacts.stream().mapToLong(IncidentEvent.Impact::rows).sum();
    var work =
        impacts.stream().map(IncidentEvent.Impact::work).reduce(Duration.ZERO, Duration::plus);
    boolean again = impacts.stream().allMatch(IncidentEvent.Impact::idempotent);
    return List.of(
        new Fact("rows", Numbers.count(rows) + " written anew"),
        new Fact("cost", Times.span(work) + " of work"),
        new Fact("undo", "one click: the tables have the data from before"),
        new Fact("repeatable", again ? "yes: equal inputs give equal rows" : "not every step"));
  }

  private Optional<QuestionJson.View> question(IncidentState state) {
    var messenger = pages.steering().healing().messenger();
    return messenger.open(List.of(state)).stream()
        .findFirst()
        .map(q -> QuestionJson.view(q, messenger.next(q)));
  }

  private Answer answer(Request request) {
    var state = require(request);
    var option = request.field("option");
    if (!OPTION.matcher(option).matches()) {
      throw new Refusal(400, "no-answer", "an answer is missing: choose one of those offered");
    }
    int question = Numbers.whole(request.field("question")).orElse(-1);
    pages
        .steering()
        .answer(state.id(), question, request.who().name(), option, request.field("why"));
    return back(state, "answered");
  }

  private Answer undo(Request request) {
    var state = require(request);
    pages
        .steering()
        .undo(
            state.id(),
            request.field("downstream").equals("yes"),
            request.who().name(),
            request.field("why"));
    return back(state, "undone");
  }

  private static Answer back(IncidentState state, String done) {
    return new Answer.See("/incidents/" + state.id() + "?said=" + done);
  }

  /** Only sentences of ours: an address can be written by anybody. */
  private static String said(String done) {
    return switch (done) {
      case "answered" -> "Your answer is kept. The healer goes on with it at once.";
      case "undone" -> "It is taken back: the tables have the data from before.";
      default -> "";
    };
  }

  private IncidentState require(Request request) {
    return IncidentId.parse(request.path("id"))
        .flatMap(pages.workspace().incidents()::state)
        .orElseThrow(() -> Refusal.missing("there is no incident '" + request.path("id") + "'"));
  }
}
