package dev.prunella.heal;

import dev.prunella.incident.Amendment;
import dev.prunella.incident.Amendment.Cell;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A source of one cell, with its staging; it fails on purpose. */
final class FakeConnector implements Connector {
  static final String SEEN = "as it was";

  String staged = "10000000";
  String own = "10000000";
  String others = SEEN;

  /** How often anything was published. */
  int published;

  boolean silent;
  boolean losesReply;
  boolean breaksAtAmending;
  boolean refusesToPublish;

  /** The source's own cell was given another value by others. */
  boolean ownWasChanged;

  boolean knowsFates = true;

  /** Where a process may be killed. */
  Runnable moment = () -> {};

  private final Map<String, Fate> fates = new HashMap<>();

  @Override
  public Looked look(TableName table, List<Cell> cells) {
    return cells.getFirst().before().equals(staged)
        ? new Looked.Same("staging.orders", others)
        : new Looked.NotTold("another value");
  }

  @Override
  public Outcome amend(Amendment amendment, Consumer<String> receipt) {
    var cell = amendment.cells().getFirst();
    if (silent) {
      return new Outcome.Failed("no answer");
    }
    if (!others.equals(amendment.seen())
        || !List.of(cell.before(), cell.after()).contains(staged)) {
      return new Outcome.Refused("it is not as it was");
    }
    if (staged.equals(cell.after())) {
      return new Outcome.Done("amended already");
    }
    var number = receipt(receipt);
    if (breaksAtAmending) {
      breaksAtAmending = false;
      return new Outcome.Failed("the line was cut");
    }
    moment.run();
    staged = cell.after();
    fates.put(number, Fate.LANDED);
    moment.run();
    return new Outcome.Done("amended");
  }

  @Override
  public Outcome verify(Amendment amendment) {
    return others.equals(amendment.seen()) && staged.equals(amendment.cells().getFirst().after())
        ? new Outcome.Done("verified")
        : new Outcome.Refused("others were changed");
  }

  @Override
  public Outcome publish(Amendment amendment, Consumer<String> receipt) {
    if (verify(amendment) instanceof Outcome.Refused refused) {
      return refused;
    }
    if (ownWasChanged) {
      return new Outcome.Refused("it was given another value by others");
    }
    return publish(staged, receipt);
  }

  private Outcome publish(String value, Consumer<String> receipt) {
    var number = receipt(receipt);
    moment.run();
    if (refusesToPublish) {
      return new Outcome.Failed("the period is closed");
    }
    own = value;
    published++;
    fates.put(number, Fate.LANDED);
    moment.run();
    if (losesReply) {
      losesReply = false;
      return new Outcome.Unknown("the line was lost");
    }
    return new Outcome.Done("published");
  }

  private String receipt(Consumer<String> receipt) {
    var number = Integer.toString(fates.size());
    fates.put(number, Fate.NOT_LANDED);
    receipt.accept(number);
    return number;
  }

  @Override
  public Outcome restore(Amendment amendment) {
    staged = amendment.cells().getFirst().before();
    return new Outcome.Done("as before");
  }

  @Override
  public Outcome switchBack(Amendment amendment, Consumer<String> receipt) {
    var cell = amendment.cells().getFirst();
    if (!List.of(cell.before(), cell.after()).contains(staged)) {
      return new Outcome.Refused("somebody has changed it since");
    }
    staged = cell.before();
    return publish(cell.before(), receipt);
  }

  @Override
  public Fate fate(Amendment amendment, String receipt) {
    return knowsFates ? fates.getOrDefault(receipt, Fate.UNKNOWN) : Fate.UNKNOWN;
  }
}
