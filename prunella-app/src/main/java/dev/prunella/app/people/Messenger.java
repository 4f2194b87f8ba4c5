package dev.prunella.app.people;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.PeopleSettings;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.incidents.LakeDeliveries;
import dev.prunella.people.Channel.Outcome;
import dev.prunella.people.Delivery;
import dev.prunella.people.Delivery.Due;
import dev.prunella.people.DeliveryEvent;
import dev.prunella.people.DeliveryRules;
import dev.prunella.people.OpenQuestion;
import dev.prunella.people.Severity;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks people what incidents ask: once each, in turn, until somebody answers. Everything that is
 * sent is in the journal before it is, so that a process that dies is followed by one that sends it
 * under the same id; two processes do not send the same. Thread-safe.
 */
public final class Messenger {
  private final Workspace workspace;
  private final Clock clock;
  private final Supplier<LoadedProject> code;
  private final PeopleSettings settings;
  private final LakeDeliveries journal;
  private final DeliveryRules rules;
  private final Channels channels;
  private final ReentrantLock one = new ReentrantLock();

  /**
   * @param code the project as its files say it
   */
  public Messenger(Workspace workspace, Clock clock, Supplier<LoadedProject> code) {
    this.workspace = workspace;
    this.clock = clock;
    this.code = code;
    this.settings = workspace.project().settings().people();
    this.journal = workspace.deliveries();
    this.channels = new Channels(workspace, settings, clock);
    this.rules =
        new DeliveryRules(
            settings.quiet(),
            settings.batch(),
            settings.patience(),
            workspace.lake().id(),
            DeliveryRules.Limits.DEFAULT);
  }

  /** What people are asked, of incidents that are open, with what became of asking. */
  public List<OpenQuestion> open(List<IncidentState> incidents) {
    return look(incidents).map(Looked::questions).orElse(List.of());
  }

  /** Questions, and the project as it was when they were looked at. */
  private record Looked(LoadedProject project, Chains chains, List<OpenQuestion> questions) {}

  /** Where nobody is asked anything, the project is not read. */
  private Optional<Looked> look(List<IncidentState> incidents) {
    var asked = incidents.stream().filter(i -> i.asked().isPresent()).toList();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    var project = code.get();
    var chains = new Chains(project, settings);
    return Optional.of(
        new Looked(
            project, chains, asked.stream().map(incident -> question(chains, incident)).toList()));
  }

  private OpenQuestion question(Chains chains, IncidentState incident) {
    var asked = incident.asked().orElseThrow();
    return new OpenQuestion(
        incident.id(),
        OpenQuestion.number(workspace.incidents().events(incident.id())),
        asked,
        chains.of(asked),
        severity(chains, incident),
        journal.of(incident.id()));
  }

  /** Of all tables that readers see without an interval the gravest counts. */
  private static Severity severity(Chains chains, IncidentState incident) {
    var gravest = chains.severity(incident.asked().orElseThrow().about());
    for (var symptom : incident.symptoms()) {
      var severity = chains.severity(symptom.table());
      gravest = severity.compareTo(gravest) < 0 ? severity : gravest;
    }
    return gravest;
  }

  /** When something is to be sent next; empty where nothing waits. */
  public Optional<Instant> next(List<IncidentState> incidents) {
    return look(incidents).flatMap(looked -> plan(looked).next());
  }

  /** What comes next of one question. */
  public Optional<Delivery.Next> next(OpenQuestion question) {
    return Delivery.next(question, rules);
  }

  private Delivery plan(Looked looked) {
    var questions = looked.questions();
    var tables = new HashMap<String, TableName>();
    questions.forEach(
        q -> q.chain().rungs().forEach(r -> tables.putIfAbsent(r.who(), q.asked().about())));
    var ways = channels.ways();
    Function<String, Delivery.Route> route =
        who -> ways.of(who, Optional.ofNullable(tables.get(who)).flatMap(looked.chains()::support));
    return Delivery.plan(questions, rules, route, clock.instant());
  }

  /**
   * Sends what is due.
   *
   * @return what stood in the way, for people
   */
  public List<String> carryOut(List<IncidentState> incidents) {
    // Another thread of this process is at it already.
    if (!one.tryLock()) {
      return List.of();
    }
    try {
      var looked = look(incidents);
      if (looked.isEmpty()) {
        return List.of();
      }
      var plan = plan(looked.get());
      var trouble = new ArrayList<String>();
      for (var lapsed : plan.lapsed()) {
        keep(List.of(lapsed), new DeliveryEvent.Lapsed(clock.instant(), lapsed.number()));
      }
      for (var due : plan.due()) {
        send(due, looked.get().project()).ifPresent(trouble::add);
      }
      return trouble;
    } finally {
      one.unlock();
    }
  }

  private Optional<String> send(Due due, LoadedProject project) {
    var asked = due.items().stream().map(Delivery.Item::question).toList();
    if (due.attempt() > rules.limits().attempts()) {
      keep(
          asked, new DeliveryEvent.GivenUp(clock.instant(), due.id(), "it was tried often enough"));
      return Optional.of(due.who() + " could not be reached by " + due.route().channel());
    }
    var begun = due.items().stream().map(item -> begun(due, item)).toList();
    if (!journal.append(begun)) {
      // Somebody else sends it, or it was answered or put off meanwhile.
      return Optional.empty();
    }
    return settle(due, asked, deliver(due, project));
  }

  private LakeDeliveries.Entry begun(Due due, Delivery.Item item) {
    var question = item.question();
    return new LakeDeliveries.Entry(
        question.incident(),
        question.journal().size(),
        List.of(
            new DeliveryEvent.Begun(
                clock.instant(),
                due.id(),
                question.number(),
                item.rung(),
                question.round(),
                due.who(),
                due.route().channel())));
  }

  /** Whatever a channel throws, also as it is opened, is no matter of the incident. */
  private Outcome deliver(Due due, LoadedProject project) {
    try (var channel = channels.open(due.route().channel())) {
      return channel.deliver(channels.message(due, project, clock.instant()));
    } catch (RuntimeException e) {
      var why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
      return new Outcome.Later(workspace.secrets().redaction().redact(why), Optional.empty());
    }
  }

  private Optional<String> settle(Due due, List<OpenQuestion> asked, Outcome outcome) {
    var now = clock.instant();
    var where = due.who() + " by " + due.route().channel() + ": ";
    return switch (outcome) {
      case Outcome.Taken _ -> {
        keep(asked, new DeliveryEvent.Sent(now, due.id()));
        yield Optional.empty();
      }
      case Outcome.Later(var why, var _) when due.attempt() >= rules.limits().attempts() -> {
        keep(asked, new DeliveryEvent.GivenUp(now, due.id(), why));
        yield Optional.of("no way to " + where + why);
      }
      case Outcome.Later(var why, var pause) -> {
        var again = now.plus(rules.limits().pause(due.attempt(), pause));
        keep(asked, new DeliveryEvent.Failed(now, due.id(), why, again));
        yield Optional.of("not sent to " + where + why + "; again " + again);
      }
      case Outcome.Never(var why) -> {
        keep(asked, new DeliveryEvent.GivenUp(now, due.id(), why));
        yield Optional.of("no way to " + where + why);
      }
      case Outcome.Gone(var why) -> {
        channels.gone(due.route().channel(), true);
        keep(asked, new DeliveryEvent.GivenUp(now, due.id(), why));
        yield Optional.of("nothing more is sent to " + where + why);
      }
    };
  }

  private void keep(List<OpenQuestion> asked, DeliveryEvent event) {
    journal.add(asked.stream().map(OpenQuestion::incident).toList(), event);
  }

  /**
   * Puts a question off: until then nobody is asked, and then the same person is again.
   *
   * @throws IllegalArgumentException with a sentence for people, if it cannot be put off so
   */
  public Instant snooze(OpenQuestion question, String by, Duration time) {
    var limits = rules.limits();
    if (time.compareTo(limits.longestSnooze()) > 0) {
      throw new IllegalArgumentException(
          "a question is put off by " + limits.longestSnooze().toDays() + " days at most");
    }
    if (question.isLapsed()) {
      throw new IllegalArgumentException("nobody is left to ask about it; answer it instead");
    }
    if (question.round() >= limits.snoozes()) {
      throw new IllegalArgumentException(
          "it was put off " + limits.snoozes() + " times already; now it needs an answer");
    }
    var until = clock.instant().plus(time);
    journal.add(
        List.of(question.incident()),
        new DeliveryEvent.Snoozed(clock.instant(), by, question.number(), until));
    return until;
  }
}
