package dev.prunella.local.staging;

import dev.prunella.heal.Connector.Fate;
import dev.prunella.heal.Connector.Looked;
import dev.prunella.heal.Connector.Outcome;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Amendment.Cell;
import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Staging;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * The staging of a source in PostgreSQL. Each verb is one transaction that sees one state of the
 * database. A cell is changed only where it has the value that it is to be changed from, so that
 * twice is once; what became of a change is told by its transaction's number, which the server
 * keeps. Opens a connection for each verb; thread-safe.
 */
public final class PostgresStaging {
  private static final String PREFIX = "jdbc:postgresql:";

  private final Source.Jdbc source;
  private final Staging staging;
  private final Secrets secrets;
  private final Limits limits;

  /**
   * How long anything may take.
   *
   * @param statement one statement
   * @param lock waiting for others
   */
  public record Limits(Duration connect, Duration statement, Duration lock) {
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10));
  }

  /**
   * The staging that a source declares.
   *
   * @throws IllegalArgumentException if it declares none
   */
  public PostgresStaging(Source.Jdbc source, Secrets secrets, Limits limits) {
    this.source = source;
    this.staging =
        source
            .staging()
            .orElseThrow(() -> new IllegalArgumentException("the source has no staging"));
    this.secrets = secrets;
    this.limits = limits;
  }

  /** Whether a database at an address can have a staging. */
  public static boolean canBeAt(String url) {
    return url.startsWith(PREFIX);
  }

  /** As {@link dev.prunella.heal.Connector#look}. */
  public Looked look(List<Cell> cells) {
    var outcome =
        inTransaction(
            true,
            rows -> {
              rows.requireAll(cells, Cell::before, "has another value than was loaded");
              return new Outcome.Done(rows.seen(cells));
            });
    return outcome instanceof Outcome.Done(var seen)
        ? new Looked.Same(staging.words(), seen)
        : new Looked.NotTold(outcome.sentence());
  }

  /** As {@link dev.prunella.heal.Connector#amend}. */
  public Outcome amend(Amendment amendment, Consumer<String> receipt) {
    return inTransaction(
        false,
        rows -> {
          requireSamePlace(amendment);
          requireSeen(rows, amendment, "other rows of it were changed since this was proposed");
          int changed = rows.change(amendment.cells());
          requireSeen(rows, amendment, "the change would have changed other rows as well");
          if (changed > 0) {
            receipt.accept(rows.number());
          }
          return new Outcome.Done(
              changed == 0
                  ? place() + " has the new values already"
                  : changed + (changed == 1 ? " cell" : " cells") + " changed in " + place());
        });
  }

  /** As {@link dev.prunella.heal.Connector#verify}. */
  public Outcome verify(Amendment amendment) {
    return inTransaction(
        true,
        rows -> {
          requireVerified(rows, amendment);
          return new Outcome.Done(
              place() + " has the new values, and everything else there is as it was");
        });
  }

  private void requireVerified(StagedRows rows, Amendment amendment)
      throws SQLException, RefusedException {
    requireSamePlace(amendment);
    rows.requireAll(amendment.cells(), Cell::after, "no longer has its new value");
    requireSeen(rows, amendment, "other rows of it were changed meanwhile");
  }

  /** As {@link dev.prunella.heal.Connector#publish}. */
  public Outcome publish(Amendment amendment, Consumer<String> receipt) {
    return inTransaction(
        false,
        rows -> {
          requireVerified(rows, amendment);
          rows.publish(amendment.cells(), receipt);
          return new Outcome.Done("published from " + staging.words());
        });
  }

  /** As {@link dev.prunella.heal.Connector#restore}. */
  public Outcome restore(Amendment amendment) {
    return inTransaction(
        false,
        rows -> {
          requireSamePlace(amendment);
          rows.change(amendment.cells().stream().map(Cell::reversed).toList());
          return new Outcome.Done(place() + " has its old values again");
        });
  }

  /** As {@link dev.prunella.heal.Connector#switchBack}. */
  public Outcome switchBack(Amendment amendment, Consumer<String> receipt) {
    return inTransaction(
        false,
        rows -> {
          requireSamePlace(amendment);
          var back = amendment.cells().stream().map(Cell::reversed).toList();
          rows.change(back);
          if (staging.publish() instanceof Staging.Publish.Statement) {
            // It may bring the whole staging over, and with it what nobody has said yes to.
            requireSeen(rows, amendment, "other rows of it were changed since");
          }
          rows.publish(back, receipt);
          return new Outcome.Done("the old values were published from " + staging.words());
        });
  }

  /** As {@link dev.prunella.heal.Connector#fate}. */
  public Fate fate(String receipt) {
    var outcome = inTransaction(true, rows -> new Outcome.Done(rows.status(receipt)));
    return switch (outcome) {
      case Outcome.Done(var status) when status.equals("committed") -> Fate.LANDED;
      case Outcome.Done(var status) when status.equals("aborted") -> Fate.NOT_LANDED;
      case Outcome.Done _, Outcome.Refused _, Outcome.Failed _, Outcome.Unknown _ -> Fate.UNKNOWN;
    };
  }

  private String place() {
    return staging.schema() + "." + staging.table();
  }

  /** The project's file may have been changed since a person has said yes. */
  private void requireSamePlace(Amendment amendment) throws RefusedException {
    if (!amendment.place().equals(staging.words())) {
      throw new RefusedException("the source's staging is declared otherwise than when proposed");
    }
  }

  private void requireSeen(StagedRows rows, Amendment amendment, String otherwise)
      throws SQLException, RefusedException {
    if (!rows.seen(amendment.cells()).equals(amendment.seen())) {
      throw new RefusedException(place() + ": " + otherwise);
    }
  }

  @FunctionalInterface
  private interface Work {
    Outcome on(StagedRows rows) throws SQLException, RefusedException;
  }

  private Outcome inTransaction(boolean readOnly, Work work) {
    try (var connection = connect()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(readOnly);
      connection.setAutoCommit(false);
      Outcome outcome;
      try {
        outcome = work.on(new StagedRows(connection, staging));
      } catch (RefusedException e) {
        connection.rollback();
        return new Outcome.Refused(e.sentence());
      }
      return commit(connection, outcome);
    } catch (SQLException e) {
      // A transaction that was not committed has changed nothing.
      return new Outcome.Failed(sentence(e));
    }
  }

  private Outcome commit(Connection connection, Outcome outcome) {
    try {
      connection.commit();
      return outcome;
    } catch (SQLException e) {
      // A server that answers has rolled back; one that does not may have committed.
      boolean answered = e.getSQLState() != null && !e.getSQLState().startsWith("08");
      return answered
          ? new Outcome.Failed(sentence(e))
          : new Outcome.Unknown("the line was lost when it was to count: " + sentence(e));
    }
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    staging.user().or(source::user).ifPresent(u -> properties.put("user", secrets.reveal(u)));
    staging
        .password()
        .or(source::password)
        .ifPresent(p -> properties.put("password", secrets.reveal(p)));
    properties.put("connectTimeout", seconds(limits.connect()));
    properties.put("loginTimeout", seconds(limits.connect()));
    properties.put("socketTimeout", seconds(limits.statement().plus(limits.connect())));
    properties.put("tcpKeepAlive", "true");
    properties.put("ApplicationName", "prunella");
    // Rows as text must read alike whoever connects.
    properties.put(
        "options",
        "-c statement_timeout=%d -c lock_timeout=%d -c TimeZone=UTC -c DateStyle=ISO"
            .formatted(limits.statement().toMillis(), limits.lock().toMillis()));
    return DriverManager.getConnection(secrets.revealInUrl(source.url()), properties);
  }

  private static String seconds(Duration time) {
    return Long.toString(Math.max(1, time.toSeconds()));
  }

  /** The server's first line only: in what follows, rows may stand. */
  private String sentence(SQLException e) {
    var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return place()
        + ": the database answers "
        + secrets.redaction().redact(line)
        + (e.getSQLState() == null ? "" : " (" + e.getSQLState() + ")");
  }
}
