package dev.prunella.local.attest;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether what a statement is about is what the lake holds. For one check. */
public final class SubjectCheck {
  private final LocalLake lake;
  private final Statement statement;
  private final Publication publication;
  private final List<String> faults = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();

  /**
   * What was found.
   *
   * @param faults what is otherwise than was signed
   * @param gone files that are not there any more, of states that main has left behind
   */
  public record Result(List<String> faults, List<String> gone) {
    public Result {
      faults = List.copyOf(faults);
      gone = List.copyOf(gone);
    }
  }

  private SubjectCheck(LocalLake lake, Statement statement, Publication publication) {
    this.lake = lake;
    this.statement = statement;
    this.publication = publication;
  }

  /** Compares; reads the files that came with the publication. */
  public static Result of(LocalLake lake, Statement statement, Publication publication) {
    var check = new SubjectCheck(lake, statement, publication);
    try {
      check.lookAtCommit();
      check.lookAtTables();
      check.lookAtChain();
    } catch (LakeException e) {
      check.faults.add(String.valueOf(e.getMessage()));
    }
    return new Result(check.faults, check.gone);
  }

  private void lookAtCommit() {
    var to = publication.to();
    if (!statement.commit().equals(Optional.of(to))) {
      faults.add(
          "it is about commit %s, and the publication is of %s"
              .formatted(statement.commit().map(Object::toString).orElse("none"), to));
    }
    if (!statement.before().equals(Optional.of(publication.from()))) {
      faults.add(
          "it says that %s stood before, and the publication says %s"
              .formatted(
                  statement.before().map(Object::toString).orElse("nothing"), publication.from()));
    }
    var attested = publication.attested().name().toLowerCase(Locale.ROOT);
    if (!statement.attested().equals(attested)) {
      faults.add(
          "it was signed as '%s', and the publication says '%s'"
              .formatted(statement.attested(), attested));
    }
    var code = lake.lake().commit(to).code();
    if (!statement.code().equals(code)) {
      faults.add("the commit's code is %s, not what was signed".formatted(code.orElse("none")));
    }
    if (!lake.lake().isAncestor(to, lake.lake().head(Ref.MAIN).id())) {
      faults.add("main does not hold commit " + to + " any more");
    }
  }

  private void lookAtTables() {
    var after = lake.lake().commit(publication.to());
    var said = new TreeSet<String>();
    for (var table : statement.tables()) {
      said.add(table.name());
      look(after, table);
    }
    var changed = new TreeSet<String>();
    lake.lake()
        .diff(
            lake.lake().commit(publication.from()),
            after,
            change -> {
              if (change.key().kind() == EntryKey.Kind.RELATION) {
                changed.add(TableName.of(change.key()).toString());
              }
            });
    if (!changed.equals(said)) {
      faults.add("the commit changed %s, and signed were %s".formatted(changed, said));
    }
  }

  private void look(Commit after, Statement.Published table) {
    var key = TableName.parse(table.name()).key();
    var entry =
        lake.lake()
            .entry(after, key)
            .filter(Entry.Table.class::isInstance)
            .map(Entry.Table.class::cast);
    if (entry.isPresent() != table.isThere()
        || entry.filter(e -> !e.metadataLocation().equals(table.metadata())).isPresent()) {
      faults.add(table.name() + " points to other metadata than was signed");
      return;
    }
    if (entry.isEmpty()) {
      return;
    }
    boolean current =
        lake.lake().entry(lake.lake().head(Ref.MAIN), key).equals(Optional.of(entry.get()));
    var metadata = Digests.sha256(lake.io(), table.metadata());
    if (metadata.isEmpty()) {
      missing(table.name() + ": its metadata file " + table.metadata(), current);
      return;
    }
    if (!metadata.equals(table.sha256())) {
      faults.add(table.name() + ": its metadata file " + table.metadata() + " was changed");
      return;
    }
    boolean whole = true;
    for (var file : table.added()) {
      whole &= look(table, file, current);
    }
    if (whole) {
      lookAtRows(key, entry.get(), table);
    }
  }

  /** Whether the file is as it was signed. */
  private boolean look(Statement.Published table, Statement.File file, boolean current) {
    var input = lake.io().newInputFile(file.location());
    if (!input.exists()) {
      missing(table.name() + ": its file " + file.location(), current);
      return false;
    }
    boolean same =
        input.getLength() == file.bytes()
            && (file.sha256().isEmpty()
                || Digests.sha256(lake.io(), file.location()).equals(file.sha256()));
    if (!same) {
      faults.add(table.name() + ": its file " + file.location() + " was changed");
    }
    return same;
  }

  private void lookAtRows(EntryKey key, Entry.Table entry, Statement.Published table) {
    if (table.rows().isEmpty()) {
      return;
    }
    var files = table.added().stream().map(Statement.File::location).collect(Collectors.toSet());
    var now = new TableDigests(lake).rows(key, entry, files).map(Object::toString);
    if (!table.rows().equals(now)) {
      faults.add(
          "%s has other rows than were signed: %s, not %s"
              .formatted(table.name(), now.orElse("too many"), table.rows().get()));
    }
  }

  private void missing(String what, boolean current) {
    if (current) {
      faults.add(what + " is missing, and main needs it");
    } else {
      gone.add(what);
    }
  }

  private void lookAtChain() {
    var head = statement.audit().filter(h -> h.number() > 0);
    if (head.isEmpty()) {
      return;
    }
    boolean there =
        lake.lake().store().audit().entries(head.get().number(), 1).stream()
            .anyMatch(a -> new AuditHead(a.entry().number(), a.entry().hash()).equals(head.get()));
    if (!there) {
      faults.add(
          "the audit chain has not the entry %d that it names: it was cut off or written anew (prunella audit verify)"
              .formatted(head.get().number()));
    }
  }
}
