package dev.prunella.people;

import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be sent now, and when to look again: a plan, made from what was asked, what was sent
 * and the time, and of nothing else. Whoever carries it out first keeps that it has begun.
 *
 * @param due in the order in which they became so
 * @param lapsed questions that nobody is left to answer
 * @param next when the next of it is due; empty where nothing waits
 */
public record Delivery(List<Due> due, List<OpenQuestion> lapsed, Optional<Instant> next) {

  /**
   * How somebody is reached.
   *
   * @param channel by its name
   * @param address as the channel knows them
   */
  public record Route(String channel, String address) {}

  /** One question for one person. */
  public record Item(OpenQuestion question, int rung) {
    public String who() {
      return question.chain().at(rung).who();
    }

    /** When the next one is asked, if this is sent at a time; empty for the last. */
    public Optional<Instant> escalates(Instant sent) {
      return question.chain().isLast(rung)
          ? Optional.empty()
          : Optional.of(sent.plus(question.chain().at(rung + 1).after()));
    }

    private String key() {
      return question.incident() + "/" + question.number() + "/" + rung + "/" + question.round();
    }
  }

  /**
   * A message.
   *
   * @param id the same however often it is tried, and whoever tries it
   * @param attempt counted from 1
   */
  public record Due(String id, String who, Route route, int attempt, List<Item> items) {
    public Due {
      items = List.copyOf(items);
    }

    public Severity severity() {
      return items.stream().map(i -> i.question().severity()).min(Comparator.naturalOrder()).get();
    }
  }

  public Delivery {
    due = List.copyOf(due);
    lapsed = List.copyOf(lapsed);
  }

  /** One question's next step. */
  private sealed interface Step {
    record Send(Item item, Instant at, Optional<DeliveryEvent.Begun> before) implements Step {}

    record Lapse(Instant at) implements Step {}

    record Nothing() implements Step {}
  }

  /**
   * Plans.
   *
   * @param route how to reach somebody
   */
  public static Delivery plan(
      List<OpenQuestion> open, DeliveryRules rules, Function<String, Route> route, Instant now) {
    var lastTo = lastTo(open);
    var gravest = gravest(open);
    var again = new TreeMap<String, List<Item>>();
    var fresh = new LinkedHashMap<String, List<Item>>();
    var lapsed = new ArrayList<OpenQuestion>();
    var later = new ArrayList<Instant>();
    for (var question : open) {
      switch (step(question, rules)) {
        case Step.Send(var item, var at, var before) -> {
          // What failed by day is not tried again by night; all of one message goes together.
          var due =
              before
                  .map(
                      b ->
                          rules.outsideOfQuiet(at, gravest.getOrDefault(b.message(), Severity.LOW)))
                  .orElseGet(
                      () ->
                          rules.outsideOfQuiet(
                              inCompany(item, at, rules, lastTo), question.severity()));
          if (due.isAfter(now)) {
            later.add(due);
          } else if (before.isPresent()) {
            again.computeIfAbsent(before.get().message(), _ -> new ArrayList<>()).add(item);
          } else {
            fresh.computeIfAbsent(item.who(), _ -> new ArrayList<>()).add(item);
          }
        }
        case Step.Lapse(var at) when at.isAfter(now) -> later.add(at);
        case Step.Lapse _ -> lapsed.add(question);
        case Step.Nothing _ -> {}
      }
    }
    var due = new ArrayList<Due>();
    again.forEach(
        (id, items) -> {
          var before = items.getFirst().question().begun().getLast();
          due.add(
              new Due(
                  id,
                  before.who(),
                  new Route(before.channel(), route.apply(before.who()).address()),
                  attempts(items.getFirst().question(), id) + 1,
                  items));
        });
    fresh.forEach(
        (who, items) -> {
          for (int from = 0; from < items.size(); from += rules.limits().together()) {
            var some =
                items.subList(from, Math.min(items.size(), from + rules.limits().together()));
            due.add(new Due(id(rules, some), who, route.apply(who), 1, some));
          }
        });
    return new Delivery(due, lapsed, later.stream().min(Comparator.naturalOrder()));
  }

  /** The same, whoever makes it. */
  private static String id(DeliveryRules rules, List<Item> items) {
    var all = items.stream().map(Item::key).sorted().collect(Collectors.joining("\n"));
    return "msg_"
        + ObjectId.of((rules.lake() + "\n" + all).getBytes(StandardCharsets.UTF_8))
            .hex()
            .substring(0, 24);
  }

  private static int attempts(OpenQuestion question, String id) {
    return (int) question.begun().stream().filter(b -> b.message().equals(id)).count();
  }

  /** When each was sent something last, as far as that is still asked. */
  private static Map<String, Instant> lastTo(List<OpenQuestion> open) {
    return open.stream()
        .flatMap(
            q ->
                q.begun().stream()
                    .filter(b -> q.fate(b.message()).filter(Delivery::isSent).isPresent()))
        .collect(
            Collectors.toMap(
                DeliveryEvent.Begun::who, DeliveryEvent.Begun::at, (a, b) -> a.isAfter(b) ? a : b));
  }

  /** How soon each message is to be there: as soon as what is most urgent of it. */
  private static Map<String, Severity> gravest(List<OpenQuestion> open) {
    var gravest = new HashMap<String, Severity>();
    open.forEach(
        q ->
            q.begun()
                .forEach(
                    b ->
                        gravest.merge(
                            b.message(),
                            q.severity(),
                            BinaryOperator.minBy(Comparator.naturalOrder()))));
    return gravest;
  }

  private static boolean isSent(DeliveryEvent fate) {
    return fate instanceof DeliveryEvent.Sent;
  }

  /** Nobody gets more than one message within the batch's time, but for what is urgent. */
  private static Instant inCompany(
      Item item, Instant at, DeliveryRules rules, Map<String, Instant> lastTo) {
    return switch (item.question().severity()) {
      case URGENT -> at;
      case NORMAL -> latest(at, Optional.ofNullable(lastTo.get(item.who())), rules);
      case LOW ->
          latest(at.plus(rules.batch()), Optional.ofNullable(lastTo.get(item.who())), rules);
    };
  }

  private static Instant latest(Instant at, Optional<Instant> last, DeliveryRules rules) {
    return Stream.concat(Stream.of(at), last.map(l -> l.plus(rules.batch())).stream())
        .max(Comparator.naturalOrder())
        .get();
  }

  private static Step step(OpenQuestion question, DeliveryRules rules) {
    if (question.isLapsed()) {
      return new Step.Nothing();
    }
    int rung = question.rung();
    int round = question.round();
    var begun =
        question.begun().stream()
            .filter(b -> b.rung() == rung && b.round() == round)
            .reduce((_, last) -> last);
    if (begun.isEmpty()) {
      // Of one that was put off, the same person is reminded when that is over.
      return new Step.Send(
          new Item(question, rung),
          question.snoozedUntil().orElse(question.asked().at()),
          Optional.empty());
    }
    return switch (question.fate(begun.get().message()).orElse(begun.get())) {
      case DeliveryEvent.Begun b -> {
        var over = b.at().plus(rules.limits().lease());
        yield new Step.Send(new Item(question, rung), over, begun);
      }
      case DeliveryEvent.Failed f -> new Step.Send(new Item(question, rung), f.again(), begun);
      case DeliveryEvent.Sent s -> next(question, rung, s.at(), false, rules);
      case DeliveryEvent.GivenUp g -> next(question, rung, g.at(), true, rules);
      case DeliveryEvent.Snoozed _, DeliveryEvent.Lapsed _ ->
          throw new IllegalStateException("no fate of a message");
    };
  }

  /** Whoever cannot be reached is not waited for. */
  private static Step next(
      OpenQuestion question, int rung, Instant told, boolean inVain, DeliveryRules rules) {
    if (question.chain().isLast(rung)) {
      return new Step.Lapse(told.plus(rules.patience()));
    }
    var following = question.chain().at(rung + 1);
    return new Step.Send(
        new Item(question, rung + 1),
        inVain ? told : told.plus(following.after()),
        Optional.empty());
  }

  /** When who is asked next about one question, by the plan as it stands; empty for nobody. */
  public static Optional<Next> next(OpenQuestion question, DeliveryRules rules) {
    return switch (step(question, rules)) {
      case Step.Send(var item, var at, var _) ->
          Optional.of(
              new Next(Optional.of(item.who()), rules.outsideOfQuiet(at, question.severity())));
      case Step.Lapse(var at) -> Optional.of(new Next(Optional.empty(), at));
      case Step.Nothing _ -> Optional.empty();
    };
  }

  /**
   * What comes next.
   *
   * @param who empty where nobody is left, and it lapses
   */
  public record Next(Optional<String> who, Instant at) {}
}
