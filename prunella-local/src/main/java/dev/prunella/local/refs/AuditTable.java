package dev.prunella.local.refs;

import dev.prunella.refs.AuditChain;
import dev.prunella.refs.AuditEntry;
import dev.prunella.refs.AuditEntry.Source;
import dev.prunella.refs.AuditEntry.Subject;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.AuditLog;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.RefStore.RefWrite;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The audit chain. A link is added in the transaction of the write that it tells of; its head is in
 * the row that every writer locks, so that writers of all processes make one chain. What a link is
 * about is not repeated in it: it is joined from where it stands.
 */
final class AuditTable implements AuditLog {
  private final Database database;
  private final Statements sql;

  AuditTable(Database database, Statements sql) {
    this.database = database;
    this.sql = sql;
  }

  /**
   * Adds what a write does, before it is done; gives the new head.
   *
   * @param head the chain's, locked
   * @param number the write's
   */
  AuditHead append(Session session, AuditHead head, RefWrite write, long number)
      throws SQLException {
    if (!AuditChain.tellsOf(write)) {
      return head;
    }
    var links = new ArrayList<AuditEntry>();
    var beginning = Optional.<String>empty();
    if (head.equals(AuditHead.NONE)) {
      var before = session.first(sql.auditedBefore, AuditTable::beginning).orElseThrow();
      beginning = Optional.of(before.text());
      links.add(AuditChain.beginning(write, before));
    }
    links.addAll(AuditChain.links(links.isEmpty() ? head : links.getFirst().head(), write, number));
    var payload = beginning.orElse("");
    session.updateAll(
        sql.addLink,
        links.stream()
            .map(l -> row(l, l.subject().source() == Source.BEGINNING ? payload : ""))
            .toList());
    return links.getLast().head();
  }

  private static Object[] row(AuditEntry link, String payload) {
    return new Object[] {
      link.number(),
      Times.micros(link.at()),
      link.actor(),
      link.kind(),
      link.subject().source().word(),
      link.subject().name(),
      link.subject().position(),
      link.payload().bytes(),
      payload,
      link.previous().bytes(),
      link.hash().bytes()
    };
  }

  static AuditHead head(ResultSet row, int number, int hash) throws SQLException {
    var bytes = row.getBytes(hash);
    return bytes == null
        ? AuditHead.NONE
        : new AuditHead(row.getLong(number), ObjectId.fromBytes(bytes));
  }

  @Override
  public AuditHead head() {
    return database.read(
        s -> s.first(sql.lastWrite, row -> head(row, 2, 3)).orElse(AuditHead.NONE));
  }

  @Override
  public List<Audited> entries(long from, int limit) {
    return database.read(s -> s.query(sql.links, AuditTable::audited, from, limit));
  }

  @Override
  public OptionalLong firstSince(Instant since) {
    return database
        .read(s -> s.first(sql.firstLinkSince, row -> row.getLong(1), Times.micros(since)))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public Outside outside(int limit) {
    return database.read(
        s -> {
          var some =
              new ArrayList<>(
                  s.query(sql.journalsOutside, row -> subject(Source.JOURNAL, row), limit));
          some.addAll(
              s.query(sql.publicationsOutside, row -> subject(Source.PUBLICATION, row), limit));
          return new Outside(
              s.first(sql.journalsOutsideCount, row -> row.getLong(1)).orElse(0L),
              s.first(sql.publicationsOutsideCount, row -> row.getLong(1)).orElse(0L),
              some);
        });
  }

  private static Subject subject(Source source, ResultSet row) throws SQLException {
    return new Subject(source, row.getString(1), row.getLong(2));
  }

  private static AuditChain.Beginning beginning(ResultSet row) throws SQLException {
    return new AuditChain.Beginning(row.getLong(1), row.getLong(2));
  }

  private static Audited audited(ResultSet row) throws SQLException {
    var entry =
        new AuditEntry(
            row.getLong(1),
            Times.instant(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            new Subject(Source.of(row.getString(5)), row.getString(6), row.getLong(7)),
            ObjectId.fromBytes(row.getBytes(8)),
            ObjectId.fromBytes(row.getBytes(10)),
            ObjectId.fromBytes(row.getBytes(11)));
    var record =
        switch (entry.subject().source()) {
          case BEGINNING ->
              Optional.of(new Recorded(entry.at(), entry.actor(), entry.kind(), row.getString(9)));
          case JOURNAL -> journalEntry(row);
          case PUBLICATION -> publication(row, entry.subject().name());
        };
    return new Audited(entry, record);
  }

  private static Optional<Recorded> journalEntry(ResultSet row) throws SQLException {
    var body = row.getString(15);
    return body == null
        ? Optional.empty()
        : Optional.of(
            new Recorded(
                Times.instant(row.getLong(12)), row.getString(13), row.getString(14), body));
  }

  private static Optional<Recorded> publication(ResultSet row, String branch) throws SQLException {
    if (row.getBytes(16) == null) {
      return Optional.empty();
    }
    var publication =
        new Publication(
            branch,
            new CommitId(ObjectId.fromBytes(row.getBytes(16))),
            new CommitId(ObjectId.fromBytes(row.getBytes(17))),
            Times.instant(row.getLong(18)),
            row.getString(19),
            row.getString(20),
            Publication.Attested.valueOf(row.getString(21)));
    return Optional.of(
        new Recorded(
            publication.at(),
            publication.by(),
            AuditChain.PUBLISHED,
            AuditChain.text(publication)));
  }
}
