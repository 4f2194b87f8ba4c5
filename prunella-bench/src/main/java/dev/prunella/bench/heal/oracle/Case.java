package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.oracle.Judgement.Finding;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import dev.prunella.bench.heal.oracle.Judgement.Standing;
import dev.prunella.bench.heal.oracle.Left.Past;
import dev.prunella.bench.heal.oracle.Measuring.Measured;
import dev.prunella.bench.heal.oracle.Oracle.Evidence;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.World;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One play that is judged. */
final class Case {
  /** What readers are told of a table that is as it should be, and of one that is not. */
  private static final Set<String> GOOD = Set.of("FRESH", "OLDER_CODE");

  private static final Set<String> NOT_GOOD = Set.of("STALE", "OUTDATED");

  private final Evidence play;
  private final Left left;
  private final World world;
  private final References references;
  private final Connection connection;
  private final Reference twin;
  private final List<Oracle.Allowed> allowed;
  private final List<Oracle.Allowed> until;
  private final Stage stage;
  private final List<Set<TableName>> held;
  private @Nullable Reference damaged;
  private @Nullable Reference spoilt;
  private final Map<Integer, Reference> damagedUntil = new HashMap<>();
  private @Nullable Reference withoutAside;
  private final Set<String> suffering;
  private final Aside aside;

  /**
   * A play.
   *
   * @param allowed worlds whose states are good for a while: the twin's among them
   * @param until worlds as the system had left them by each of its words, whose states are good at
   *     about that time
   * @param held what the system says that it held, interval by interval
   * @param stage for the world that nobody judges
   */
  Case(
      Evidence play,
      Left left,
      World world,
      References references,
      Connection connection,
      Reference twin,
      List<Oracle.Allowed> allowed,
      List<Oracle.Allowed> until,
      List<Set<TableName>> held,
      Stage stage) {
    this.play = play;
    this.left = left;
    this.world = world;
    this.references = references;
    this.connection = connection;
    this.twin = twin;
    this.allowed = allowed;
    this.until = until;
    this.held = held;
    this.stage = stage;
    this.suffering = Upstream.suffering(world, play.script(), play.graph());
    this.aside = new Aside(connection, left.aside());
  }

  Judgement judge() throws IOException, SQLException {
    var findings = new ArrayList<Finding>();
    for (var past : left.past()) {
      if (!past.byPerson()) {
        passing(past).ifPresent(findings::add);
      }
    }
    boolean all = true;
    for (var table : tables()) {
      var standing = last(table);
      all &= standing.isEmpty();
      standing.ifPresent(findings::add);
    }
    boolean asked = asked();
    return new Judgement(
        outcome(findings, all, asked), detected(), asked, findings.stream().distinct().toList());
  }

  /** What is done to the system alone is not done in other worlds, and shows only if noticed. */
  private boolean harmless() throws IOException, SQLException {
    boolean toTheSystem =
        play.script().kinds().stream().anyMatch(k -> k.layer() == Layer.INFRASTRUCTURE);
    return !(toTheSystem && detected()) && damaged().contents().equals(twin.contents());
  }

  private Outcome outcome(List<Finding> findings, boolean all, boolean asked)
      throws IOException, SQLException {
    if (has(findings, Standing.WRONG)) {
      return Outcome.WRONG;
    }
    if (has(findings, Standing.AS_IT_CAME)) {
      return Outcome.MISSED;
    }
    var expect = play.scenario().expect();
    if (all) {
      return expect == Expect.PUBLISH
          ? Outcome.PUBLISHED
          : harmless() ? Outcome.HARMLESS : Outcome.HEALED;
    }
    return switch (expect) {
      case PUBLISH -> Outcome.FALSE_ALARM;
      case HEAL -> Outcome.ABSTAINED;
      case ABSTAIN -> asked ? Outcome.RIGHTLY_ABSTAINED : Outcome.SILENT;
    };
  }

  private boolean has(List<Finding> findings, Standing standing) {
    return findings.stream().anyMatch(f -> f.standing() == standing);
  }

  /** Whatever is on main, and whatever should be. */
  private Set<String> tables() {
    var tables = new TreeSet<>(left.last().keySet());
    tables.addAll(twin.last().keySet());
    return tables;
  }

  /** A table that was on main for a while. */
  private Optional<Finding> passing(Past past) throws IOException, SQLException {
    return good(past.table(), past.state()) || goodThen(past)
        ? Optional.empty()
        : Optional.of(bad(past.table(), past.state(), Optional.of(past.commit())));
  }

  /** Whether it is as the system then said, or had said just before, that it had left it. */
  private boolean goodThen(Past past) throws IOException, SQLException {
    var commit = past.commit().toString();
    for (int k = 0; k < until.size(); k++) {
      if (play.told().get(k).runs().stream().anyMatch(run -> run.commit().equals(commit))) {
        return isOf(until.subList(Math.max(0, k - 1), k + 1), past.table(), past.state());
      }
    }
    return false;
  }

  /** Whether a table ever was so in a world that is allowed. */
  private boolean good(String table, Measured mine) throws IOException, SQLException {
    if (isOf(allowed, table, mine)) {
      return true;
    }
    if (left.aside().isEmpty()) {
      return false;
    }
    for (var right : withoutAside().all(table).toList()) {
      if (mine.content().equals(right.content()) || nearly(table, mine, right)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOf(List<Oracle.Allowed> worlds, String table, Measured mine)
      throws IOException, SQLException {
    for (var reference : worlds) {
      if (reference.world().ever(table, mine.content())) {
        return true;
      }
    }
    for (var reference : worlds) {
      for (var right : reference.world().all(table).toList()) {
        if (nearly(table, mine, right)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a table is as it comes out when what was laid aside had never come. */
  private boolean isWithoutAside(String table, Measured mine) throws IOException, SQLException {
    if (left.aside().isEmpty()) {
      return false;
    }
    var right = withoutAside().last().get(table);
    return right != null && (mine.content().equals(right.content()) || nearly(table, mine, right));
  }

  /** The twin, made again without exactly the rows that quarantines name; else the twin. */
  private Reference withoutAside() throws IOException, SQLException {
    if (withoutAside == null) {
      withoutAside =
          aside.world(
              left.last(),
              twin,
              references.measuring(),
              out -> references.twinBut(play.script(), stage, play.scenario().then(), out));
    }
    return withoutAside;
  }

  /**
   * Equal but for what may differ: a quantum, columns that a source has changed, rows that were
   * laid aside.
   */
  private boolean nearly(String table, Measured mine, Measured right) throws SQLException {
    boolean reshaped =
        play.script().reshapes().stream().anyMatch(t -> world.names().table(t).equals(table));
    if (!reshaped && !right.content().columns().equals(mine.content().columns())) {
      return false;
    }
    var rows = rows(mine, right);
    return (reshaped && rows.apart(0).none())
        || rows.within(play.scenario().quantum())
        || aside.explains(table, mine, right);
  }

  /** Both beside each other, by the columns that they have in common. */
  private Rows rows(Measured mine, Measured right) {
    return Rows.of(
        connection, mine.rows(), right.rows(), Content.common(mine.content(), right.content()));
  }

  /** How a table stands in the end; empty when it is right. */
  private Optional<Finding> last(String table) throws IOException, SQLException {
    var mine = left.last().get(table);
    var should = twin.last().get(table);
    if (should == null) {
      return Optional.of(
          new Finding(table, Standing.WRONG, "there is a table that nobody should have made"));
    }
    if (mine == null) {
      return Optional.of(lost(table));
    }
    if (mine.content().equals(should.content())
        || nearly(table, mine, should)
        || isWithoutAside(table, mine)) {
      return isSaidToBeStale(table)
          ? Optional.of(
              new Finding(
                  table, Standing.WITHHELD, "said to be stale; it happens to hold what is right"))
          : Optional.empty();
    }
    if (good(table, mine)) {
      return Optional.of(withheld(table, mine.content(), should.content()));
    }
    if (isAsAPersonLeftIt(table)) {
      return Optional.of(leftByAPerson(table, mine.content(), should.content()));
    }
    return Optional.of(bad(table, mine, Optional.empty()));
  }

  /** Whether nothing but what a person did has become of a table since. */
  private boolean isAsAPersonLeftIt(String table) {
    return left.past().stream()
        .filter(p -> p.table().equals(table))
        .reduce((_, newest) -> newest)
        .filter(Left.Past::byPerson)
        .isPresent();
  }

  /** What a person did stays what it was, and is published once readers are told it is fresh. */
  private Finding leftByAPerson(String table, Content mine, Content should) throws SQLException {
    var what = "as a person left it: " + rows(mine, should);
    return isFresh(table)
        ? new Finding(table, Standing.AS_IT_CAME, what + ", and said to be fresh")
        : new Finding(table, Standing.WITHHELD, what);
  }

  private Finding lost(String table) {
    boolean fresh = isFresh(table);
    return new Finding(
        table,
        detected() ? Standing.WITHHELD : Standing.AS_IT_CAME,
        "it is gone" + (fresh ? ", and said to be fresh" : ""));
  }

  /** An earlier good state: fine where the table suffers, and where its readers are told. */
  private Finding withheld(String table, Content mine, Content should) throws SQLException {
    var what = "an earlier good state: " + rows(mine, should);
    if (isFresh(table)) {
      return new Finding(
          table,
          hadFailed(table) ? Standing.WRONG : Standing.AS_IT_CAME,
          what + ", and said to be fresh");
    }
    return new Finding(
        table,
        Standing.WITHHELD,
        suffering.contains(table) ? what : what + ", though nothing was wrong with it");
  }

  private String rows(Content mine, Content should) {
    return mine.rows() + " rows, and " + should.rows() + " would be right";
  }

  /** Something that was never good. */
  private Finding bad(String table, Measured mine, Optional<CommitId> commit)
      throws IOException, SQLException {
    boolean came = damaged().ever(table, mine.content()) || spoilt().ever(table, mine.content());
    boolean decided = commit.isPresent() ? decided(table, commit.get()) : decided(table);
    var right = twin.last().get(table);
    var what = right == null ? mine.content().words() : rows(mine, right).apart().words();
    if ((came && !(decided && addsWrongRows(table, mine))) || isMissedBefore(table, mine)) {
      return new Finding(table, Standing.AS_IT_CAME, what);
    }
    return new Finding(table, Standing.WRONG, came ? what + "; it had been noticed" : what);
  }

  /**
   * Whether all that is wrong with a table came before anything of it was noticed, and what came
   * since is right.
   */
  private boolean isMissedBefore(String table, Measured mine) throws IOException, SQLException {
    boolean missed = false;
    for (var past : left.past()) {
      if (past.table().equals(table) && !past.byPerson() && !good(table, past.state())) {
        missed = !decided(table, past.commit()) && damaged().ever(table, past.state().content());
        break;
      }
    }
    if (missed) {
      int noticed = Math.min(noticed(table), play.scenario().then() - 1);
      for (int right = 1; right <= noticed; right++) {
        if (damagedUntil(right).ever(table, mine.content())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether a table has anything wrong that was not on main before any decision about it: what was
   * missed on one day is not published wrongly by what is decided about another. Each state is held
   * against what would have been right when it was there.
   */
  private boolean addsWrongRows(String table, Measured mine) throws IOException, SQLException {
    var right = twin.last().get(table);
    if (right == null) {
      return true;
    }
    for (var past : left.past()) {
      if (past.table().equals(table) && !past.byPerson()) {
        if (decided(table, past.commit())) {
          return true;
        }
        if (!good(table, past.state())
            && rows(mine, right).isWrongAsIn(rows(past.state(), nearest(table, past.state())))) {
          return false;
        }
      }
    }
    return true;
  }

  /** The twin's state that a state differs least from. */
  private Measured nearest(String table, Measured state) throws SQLException {
    Measured nearest = null;
    long least = Long.MAX_VALUE;
    for (var right : twin.all(table).toList()) {
      var apart = rows(state, right).apart(0);
      if (apart.extras() + apart.missings() < least) {
        least = apart.extras() + apart.missings();
        nearest = right;
      }
    }
    return nearest == null ? state : nearest;
  }

  /** The first day for which a table, or one that it is made from, had failed or been held. */
  private int noticed(String table) {
    var days = troubled(table).map(Told.Run::interval).collect(Collectors.toSet());
    return IntStream.range(0, play.scenario().then())
        .filter(tick -> days.contains(world.day(tick).toString()))
        .findFirst()
        .orElse(play.scenario().then());
  }

  private Reference damagedUntil(int right) throws IOException, SQLException {
    var there = damagedUntil.get(right);
    if (there == null) {
      there = references.damagedUntil(play.script(), stage, play.scenario().then(), right);
      damagedUntil.put(right, there);
    }
    return there;
  }

  private Reference damaged() throws IOException, SQLException {
    if (damaged == null) {
      damaged = references.damaged(play.script(), stage, play.scenario().then());
    }
    return damaged;
  }

  /** As it came, but for what the system says it held: a false alarm beside a damage. */
  private Reference spoilt() throws IOException, SQLException {
    if (spoilt == null) {
      spoilt = references.damaged(play.script(), stage, held);
    }
    return spoilt;
  }

  /** Whether main holds a table although it, or one that it is made from, had been noticed. */
  private boolean decided(String table) {
    return left.past().stream()
        .filter(p -> p.table().equals(table) && !p.byPerson())
        .reduce((_, newest) -> newest)
        .filter(p -> decided(table, p.commit()))
        .isPresent();
  }

  /**
   * Whether a commit was a decision: made by no run, or by a run for an interval for which the
   * table, or one that it is made from, had failed or been held before.
   */
  private boolean decided(String table, CommitId commit) {
    var upstream = upstream(table);
    var noticed = new HashSet<String>();
    boolean person = left.past().stream().anyMatch(p -> p.commit().equals(commit) && p.byPerson());
    if (person) {
      return false;
    }
    for (var told : play.told()) {
      for (var run : told.runs()) {
        if (run.commit().equals(commit.toString())) {
          return noticed.contains(run.interval());
        }
        if (run.steps().stream().anyMatch(s -> upstream.contains(s.table()))) {
          noticed.add(run.interval());
        }
      }
    }
    return !commit.equals(references.baseCommit());
  }

  private boolean hadFailed(String table) {
    return troubled(table).findAny().isPresent();
  }

  /** The runs in which a table, or one that it is made from, had failed or been held. */
  private Stream<Told.Run> troubled(String table) {
    var upstream = upstream(table);
    return play.told().stream()
        .flatMap(told -> told.runs().stream())
        .filter(run -> run.steps().stream().anyMatch(s -> upstream.contains(s.table())));
  }

  private Set<String> upstream(String table) {
    return Upstream.of(play.graph(), table);
  }

  private boolean isSaidToBeStale(String table) {
    return said(table).filter(NOT_GOOD::contains).isPresent();
  }

  /** Whether its readers are told that a table is as it should be. */
  private boolean isFresh(String table) {
    return said(table).filter(GOOD::contains).isPresent();
  }

  /** As what a table is presented in the end. */
  private Optional<String> said(String table) {
    return play.told().getLast().tables().stream()
        .filter(t -> t.table().equals(table))
        .map(Told.Table::state)
        .findFirst();
  }

  private boolean detected() {
    return play.told().stream()
        .anyMatch(
            told ->
                !told.questions().isEmpty()
                    || !told.trouble().isEmpty()
                    || told.runs().stream().anyMatch(r -> !r.steps().isEmpty())
                    || told.tables().stream().map(Told.Table::state).anyMatch(NOT_GOOD::contains));
  }

  private boolean asked() {
    return play.told().stream()
        .flatMap(told -> told.questions().stream())
        .filter(q -> suffering.isEmpty() || suffering.contains(q.table()))
        .anyMatch(this::isAskedOfWhoAnswers);
  }

  /** Who has changed a table by hand may be asked about that, too. */
  private boolean isAskedOfWhoAnswers(Told.Question question) {
    return question.owner().equals(Stage.PERSON)
        || play.owners().answersFor(question.owner(), question.table(), play.graph());
  }
}
