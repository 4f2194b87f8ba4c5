package dev.prunella.local.attest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Difference;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes an in-toto statement (github.com/in-toto/attestation, Statement v1) about a publication.
 * Subjects are what is there after it; what was before and what it was made from are in the
 * predicate. No value of any row is in it.
 */
final class StatementWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final LocalLake lake;
  private final TableDigests digests;

  StatementWriter(LocalLake lake, TableDigests digests) {
    this.lake = lake;
    this.digests = digests;
  }

  String write(Publication publication, Optional<RunState> run, Optional<IncidentStory> incident) {
    var before = lake.lake().commit(publication.from());
    var after = lake.lake().commit(publication.to());
    var json = JSON.objectNode().put("_type", Statement.TYPE);
    var subjects = json.putArray("subject");
    digest(subjects.addObject().put("name", Statement.COMMIT), "sha256", after.id().hex());
    after
        .code()
        .ifPresent(
            tree -> digest(subjects.addObject().put("name", Statement.CODE), "gitTree", tree));
    json.put("predicateType", Statement.PREDICATE);
    var predicate = json.putObject("predicate");
    publication(predicate.putObject("publication"), publication, before, after);
    run.ifPresent(r -> run(predicate.putObject("run"), r));
    incident.ifPresent(i -> i.write(predicate.putObject("incident")));
    var tables = predicate.putArray("tables");
    boolean healed =
        publication.attested() == Publication.Attested.VERIFIED
            || publication.attested() == Publication.Attested.TRUSTED;
    for (var change : changes(before, after)) {
      table(tables.addObject(), subjects, change, run, healed);
    }
    // As it was when this was signed: whoever has this statement knows that much of the chain.
    var head = lake.lake().store().audit().head();
    predicate.putObject("audit").put("number", head.number()).put("hash", head.hash().hex());
    return json.toString();
  }

  private static void digest(ObjectNode json, String algorithm, String value) {
    var known = json.get("digest");
    var digests = known instanceof ObjectNode object ? object : json.putObject("digest");
    digests.put(algorithm, value);
  }

  private static void publication(
      ObjectNode json, Publication publication, Commit before, Commit after) {
    json.put("branch", publication.branch())
        .put("before", before.id().hex())
        .put("after", after.id().hex())
        .put("by", publication.by())
        .put("attested", publication.attested().name().toLowerCase(Locale.ROOT));
    before.code().ifPresent(tree -> json.put("codeBefore", tree));
    after.code().ifPresent(tree -> json.put("codeAfter", tree));
  }

  private static void run(ObjectNode json, RunState run) {
    var opened = run.opened();
    json.put("id", run.run().toString()).put("pipeline", opened.pipeline());
    opened.intervalLabel().ifPresent(label -> json.put("interval", label));
    opened
        .interval()
        .ifPresent(i -> json.put("from", i.start().toString()).put("to", i.end().toString()));
    json.put("runAt", opened.runAt().toString()).put("seed", opened.seed());
    if (!run.tries().isEmpty()) {
      var attempt = run.tries().getLast();
      json.put("base", attempt.base().hex());
      attempt.code().tree().ifPresent(tree -> json.put("code", tree));
    }
  }

  private List<Difference> changes(Commit before, Commit after) {
    var changes = new ArrayList<Difference>();
    lake.lake()
        .diff(
            before,
            after,
            change -> {
              if (change.key().kind() == EntryKey.Kind.RELATION) {
                changes.add(change);
              }
            });
    changes.sort(Comparator.comparing(Difference::key));
    return changes;
  }

  private void table(
      ObjectNode json,
      ArrayNode subjects,
      Difference change,
      Optional<RunState> run,
      boolean healed) {
    var name = TableName.of(change.key());
    json.put("name", name.toString());
    var before = table(change.before());
    var after = table(change.after());
    before.ifPresent(
        entry -> {
          var there = entry(json.putObject("before"), change.key(), entry);
          if (healed && after.isPresent()) {
            rows(there, digests.left(change.key(), entry, after.get()));
          }
        });
    if (after.isPresent()) {
      var made = digests.of(change.key(), before, after.get());
      var there = entry(json.putObject("after"), change.key(), after.get());
      if (healed) {
        rows(there, digests.came(change.key(), made));
      }
      there.put("snapshot", Long.toString(made.snapshot()));
      files(there.putArray("added"), made);
      if (made.left() > 0) {
        there.put("addedLeftOut", made.left());
      }
      var subject = subjects.addObject().put("name", Statement.TABLE + name);
      digest(subject, "sha256", made.metadata().hex());
      if (there.has(Statement.ROWS_HASH)) {
        digest(subject, "prunellaRows", there.path(Statement.ROWS_HASH).asText());
      }
    }
    run.ifPresent(r -> made(json, r, name));
  }

  private static Optional<Entry.Table> table(Optional<Entry> entry) {
    return entry.filter(Entry.Table.class::isInstance).map(Entry.Table.class::cast);
  }

  private ObjectNode entry(ObjectNode json, EntryKey key, Entry.Table entry) {
    return json.put("uuid", entry.uuid())
        .put("metadata", entry.metadataLocation())
        .put("sha256", digests.metadata(key, entry).hex());
  }

  private static void rows(ObjectNode json, Optional<ContentHash> hash) {
    hash.ifPresent(h -> json.put("rows", h.rows()).put(Statement.ROWS_HASH, h.hex()));
  }

  private static void files(ArrayNode list, TableDigest made) {
    for (var file : made.added()) {
      var one =
          list.addObject()
              .put("path", file.location())
              .put("bytes", file.bytes())
              .put("records", file.records());
      file.sha256().ifPresent(hash -> one.put("sha256", hash.hex()));
    }
  }

  /** How a run made a table: from what, and what it was judged by. */
  private static void made(ObjectNode json, RunState run, TableName table) {
    var done = run.done().get(table);
    if (done != null) {
      var inputs = json.putObject("inputs");
      new TreeMap<>(done.inputs())
          .forEach(
              (name, entry) ->
                  table(Optional.of(entry))
                      .ifPresent(e -> inputs.put(name.toString(), e.metadataLocation())));
      done.batch()
          .ifPresent(
              batch -> {
                var brought = json.putObject("batch").put("id", batch.id());
                var parts = brought.putArray("parts");
                batch
                    .parts()
                    .forEach(
                        p -> parts.addObject().put("sha256", p.sha256()).put("bytes", p.bytes()));
              });
      done.quarantined()
          .ifPresent(
              q ->
                  json.putObject("quarantined")
                      .put("table", q.table().toString())
                      .put("rows", q.rows()));
    }
    var judged = run.judged().get(table);
    if (judged != null) {
      var checks = json.putArray("checks");
      judged
          .verdicts()
          .forEach(
              v ->
                  checks
                      .addObject()
                      .put("rule", v.rule())
                      .put("standing", v.standing().name().toLowerCase(Locale.ROOT)));
    }
  }
}
