package dev.prunella.app.people;

import dev.prunella.app.people.AnswerTokens.Token;
import dev.prunella.app.project.PeopleSettings;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.Few;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.incident.IncidentState;
import dev.prunella.people.Delivery.Due;
import dev.prunella.people.Delivery.Item;
import dev.prunella.people.DeliveryEvent;
import dev.prunella.people.Message;
import dev.prunella.people.Message.Choice;
import dev.prunella.people.Severity;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The words of a message, in the order in which an incident always speaks. They are made of names
 * of tables, classes and numbers of what was found, and of nothing that came with rows.
 */
record MessageText(
    Workspace workspace, Chains chains, PeopleSettings settings, AnswerTokens tokens, Instant now) {
  private static final int MOST_TABLES = 5;
  private static final int LABEL = 11;

  Message of(Due due) {
    var asked = new ArrayList<Message.Asked>();
    var text = new StringBuilder();
    var earlier = new ArrayList<String>();
    for (var item : due.items()) {
      var question = item.question();
      var state = workspace.incidents().state(question.incident()).orElseThrow();
      var choices = choices(item);
      if (!text.isEmpty()) {
        text.append("\n\n");
      }
      write(text, item, state, choices);
      asked.add(
          new Message.Asked(
              question.incident(),
              question.number(),
              question.asked().about(),
              Wording.withoutValues(question.asked().question()),
              choices,
              item.escalates(now)));
      question.thread().stream().filter(id -> !earlier.contains(id)).forEach(earlier::add);
    }
    return new Message(
        due.id(),
        now,
        due.who(),
        due.route().address(),
        due.severity(),
        subject(due),
        text.toString(),
        earlier.stream().filter(id -> !id.equals(due.id())).toList(),
        asked);
  }

  private String subject(Due due) {
    var first = due.items().getFirst();
    var about = first.question().asked().about();
    var more = due.items().size() - 1;
    return "[prunella] "
        + (due.severity() == Severity.URGENT ? "URGENT " : "")
        + workspace.project().name()
        + ": "
        + (more == 0
            ? first.question().incident() + " " + about + " needs your answer"
            : about + " and " + more + " more need your answer");
  }

  private List<Choice> choices(Item item) {
    return item.question().asked().options().stream()
        .map(
            word ->
                new Choice(
                    word,
                    settings
                        .link()
                        .map(base -> Wording.link(base, token(item, Optional.of(word))))))
        .toList();
  }

  private String token(Item item, Optional<String> option) {
    return tokens.write(
        new Token(
            item.question().incident(),
            item.question().number(),
            option,
            item.who(),
            now.plus(settings.validity()).truncatedTo(ChronoUnit.SECONDS)));
  }

  private void write(StringBuilder text, Item item, IncidentState state, List<Choice> choices) {
    var question = item.question();
    line(
        text,
        question.incident().toString(),
        question.asked().about()
            + state.opened().label().map(l -> " " + l).orElse("")
            + "    "
            + (question.severity() == Severity.URGENT ? "PLEASE LOOK NOW" : "NO NEED TO GET UP"));
    line(text, "readers", IncidentJson.readers(state));
    var missed = chains.exposures(behind(state));
    if (!missed.isEmpty()) {
      line(text, "concerned", Few.of(missed, MOST_TABLES));
    }
    line(
        text,
        "changed",
        state.published().isEmpty() ? "nothing in production" : "a part was published already");
    if (!state.beliefs().isEmpty()) {
      var belief = state.beliefs().getLast();
      line(
          text,
          "believed",
          "%s, of %s, confidence %.2f"
              .formatted(belief.failureClass().word(), belief.blamed(), belief.confidence()));
    }
    for (var tried : state.tried().stream().skip(Math.max(0, state.tried().size() - 5)).toList()) {
      line(
          text,
          "tried",
          tried.family().word() + ": " + tried.verdict().name().toLowerCase(Locale.ROOT));
    }
    reminded(text, item);
    line(text, "asked", Wording.withoutValues(question.asked().question()));
    chains
        .role(question.asked().about(), item.who())
        .ifPresent(role -> line(text, "", "You are asked as " + role + "."));
    for (var choice : choices) {
      line(text, "answer", "%-8s %s".formatted(choice.word(), Wording.effect(choice.word())));
      choice.link().ifPresent(link -> line(text, "", "         " + link));
    }
    line(
        text,
        "",
        "prunella answer %s %s"
            .formatted(
                token(item, Optional.empty()), String.join("|", question.asked().options())));
    line(
        text,
        "next",
        item.escalates(now)
            .map(at -> "without an answer, somebody else is asked " + Wording.time(at))
            .orElse("nobody else is asked; the last good data stay"));
    line(text, "details", "prunella incidents " + question.incident().number());
  }

  private static void reminded(StringBuilder text, Item item) {
    item.question().journal().stream()
        .filter(DeliveryEvent.Snoozed.class::isInstance)
        .map(DeliveryEvent.Snoozed.class::cast)
        .filter(s -> s.question() == item.question().number())
        .reduce((_, last) -> last)
        .ifPresent(s -> line(text, "again", s.by() + " has put this off until now"));
  }

  private static List<TableName> behind(IncidentState state) {
    return state.symptoms().stream().map(s -> s.table()).distinct().toList();
  }

  private static void line(StringBuilder text, String label, String words) {
    // One line, whatever stands in it: nobody's name may look like a line of ours.
    text.append(label)
        .append(" ".repeat(Math.max(1, LABEL - label.length())))
        .append(words.replaceAll("\\p{Cntrl}+", " "))
        .append('\n');
  }
}
