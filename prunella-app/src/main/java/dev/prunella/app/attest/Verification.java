package dev.prunella.app.attest;

import dev.prunella.app.run.Workspace;
import dev.prunella.local.attest.Attestations;
import dev.prunella.local.attest.ContentDifference;
import dev.prunella.local.attest.Envelope;
import dev.prunella.local.attest.Statement;
import dev.prunella.local.attest.SubjectCheck;
import dev.prunella.local.attest.VerifyingKey;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies one publication: who vouches for it, that the lake still holds it, that it can be so.
 */
public final class Verification {
  /** So far back it is looked for the commit from which a table was put back. */
  private static final int MOST_COMMITS = 10_000;

  private final Workspace workspace;
  private final Publication publication;
  private final VerifyingKey key;

  /**
   * A verification.
   *
   * @param key of whoever must have signed
   */
  public Verification(Workspace workspace, Publication publication, VerifyingKey key) {
    this.workspace = workspace;
    this.publication = publication;
    this.key = key;
  }

  /** What the replay says. */
  public enum Replayed {
    EQUAL,
    DIFFERS,
    INPUTS_EXPIRED,
    FAILED,
    /** It was not asked for, or what came before was false already. */
    NOT_TRIED
  }

  /**
   * How a table differs from its replay.
   *
   * @param rows that were published; -1 where the replay has no such table
   * @param replayedRows that the replay gave
   * @param columns in which they differ; none where only the rows as a whole do
   */
  public record Difference(
      String table, Optional<String> interval, long rows, long replayedRows, List<String> columns) {
    public Difference {
      columns = List.copyOf(columns);
    }
  }

  /**
   * What was found.
   *
   * @param signed whether the key's owner has signed it
   * @param faults what is not as it was signed
   * @param notes what could not be looked at, and why
   * @param byChance columns, by table, that come out otherwise each time
   */
  public record Report(
      boolean signed,
      List<String> faults,
      List<String> notes,
      Replayed replayed,
      List<Difference> differences,
      Map<String, List<String>> byChance) {
    public Report {
      faults = List.copyOf(faults);
      notes = List.copyOf(notes);
      differences = List.copyOf(differences);
      byChance = Map.copyOf(byChance);
    }
  }

  /**
   * Looks at all of it.
   *
   * @param replay whether it is computed once more
   */
  public Report report(boolean replay, Cancellation cancellation) {
    var envelope =
        Attestations.text(workspace.lake().lake().store(), publication.to()).flatMap(Envelope::of);
    if (envelope.isEmpty()) {
      return unsigned("its attestation is no signed statement any more");
    }
    if (!envelope.get().isSignedBy(key)) {
      return unsigned(
          envelope.get().keyId().equals(key.id())
              ? "its signature does not fit: the attestation was changed after it was signed"
              : "it was signed by another key, "
                  + envelope.get().keyId()
                  + ", not by "
                  + key.id()
                  + "; --key names the public key to trust");
    }
    var statement = Statement.of(envelope.get());
    if (statement.isEmpty()) {
      return unsigned("what was signed is no statement about a publication");
    }
    var subjects = SubjectCheck.of(workspace.lake(), statement.get(), publication);
    if (!subjects.faults().isEmpty() || !replay) {
      return report(subjects, Replayed.NOT_TRIED, List.of());
    }
    return replayed(statement.get(), subjects, cancellation);
  }

  private static Report unsigned(String fault) {
    return new Report(false, List.of(fault), List.of(), Replayed.NOT_TRIED, List.of(), Map.of());
  }

  private static Report report(SubjectCheck.Result subjects, Replayed replayed, List<String> more) {
    var notes = new ArrayList<String>();
    subjects.gone().forEach(what -> notes.add(what + " is not kept any more"));
    notes.addAll(more);
    return new Report(true, subjects.faults(), notes, replayed, List.of(), Map.of());
  }

  private Report replayed(
      Statement statement, SubjectCheck.Result subjects, Cancellation cancellation) {
    if (!subjects.gone().isEmpty()) {
      return report(subjects, Replayed.INPUTS_EXPIRED, List.of());
    }
    var run = statement.run().flatMap(RunId::parse);
    if (run.isEmpty()) {
      return putBack(statement, subjects);
    }
    var events = workspace.journal().events(run.get());
    if (events.isEmpty()) {
      return report(subjects, Replayed.INPUTS_EXPIRED, List.of("there is no " + run.get()));
    }
    var state = RunState.of(run.get(), events);
    return switch (new Replay(workspace, publication, statement, state, cancellation).outcome()) {
      case Replay.Outcome.Equal(var _, var byChance) ->
          new Report(true, List.of(), List.of(), Replayed.EQUAL, List.of(), byChance);
      case Replay.Outcome.Differs(var tables, var byChance) ->
          new Report(
              true, List.of(), List.of(), Replayed.DIFFERS, differences(tables, state), byChance);
      case Replay.Outcome.Expired(var what) -> report(subjects, Replayed.INPUTS_EXPIRED, what);
      case Replay.Outcome.Failed(var why) -> report(subjects, Replayed.FAILED, List.of(why));
    };
  }

  private static List<Difference> differences(Map<String, ContentDifference> tables, RunState run) {
    var differences = new ArrayList<Difference>();
    tables.forEach(
        (table, d) ->
            differences.add(
                new Difference(
                    table, run.opened().intervalLabel(), d.rows(), d.otherRows(), d.columns())));
    return differences;
  }

  /** Nothing was computed: each table must be as it was in an earlier commit. */
  private Report putBack(Statement statement, SubjectCheck.Result subjects) {
    var lake = workspace.lake().lake();
    var after = lake.commit(publication.to());
    var notes = new ArrayList<String>();
    boolean equal = true;
    for (var table : statement.tables()) {
      var entry = lake.entry(after, TableName.parse(table.name()).key());
      var before =
          lake.log(publication.from())
              .limit(MOST_COMMITS)
              .filter(c -> lake.entry(c, TableName.parse(table.name()).key()).equals(entry))
              .map(Commit::id)
              .findFirst();
      equal &= before.isPresent();
      notes.add(
          before
              .map(c -> table.name() + " is what it was in " + c)
              .orElse(table.name() + " was never like that before"));
    }
    return report(subjects, equal ? Replayed.EQUAL : Replayed.FAILED, notes);
  }
}
