package dev.prunella.local.attest;

import dev.prunella.incident.IncidentId;
import dev.prunella.local.LocalLake;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Append;
import dev.prunella.refs.Notary;
import dev.prunella.refs.Publication;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs a statement for every publication of a run or of an incident's healing, by what their
 * journals say and by what the tables are. What people publish by hand says itself that it is
 * unverified, and is vouched for by nobody. Thread-safe.
 */
public final class LakeNotary implements Notary {
  private final LocalLake lake;
  private final TableDigests digests;
  private @Nullable SigningKey key;

  public LakeNotary(LocalLake lake) {
    this.lake = lake;
    this.digests = new TableDigests(lake);
  }

  /** Where a lake's key is on this machine. */
  public static Path keys(LocalLake lake) {
    return lake.config().scratch().resolveSibling("keys");
  }

  @Override
  public List<Append> attest(Publication publication, List<Append> entries) {
    var run = entries.stream().flatMap(e -> LakeRunJournal.runOf(e).stream()).findFirst();
    var incident = entries.stream().flatMap(e -> LakeIncidents.incidentOf(e).stream()).findFirst();
    if (run.isEmpty() && incident.isEmpty()) {
      return List.of();
    }
    var statement =
        new StatementWriter(lake, digests)
            .write(publication, run.flatMap(this::state), incident.flatMap(this::incident));
    return Attestations.appends(publication.to(), Envelope.sign(statement, key()));
  }

  /** Read once: a process that publishes may publish often. */
  private synchronized SigningKey key() {
    var known = key;
    if (known == null) {
      known = SigningKey.in(keys(lake));
      key = known;
    }
    return known;
  }

  private Optional<RunState> state(RunId run) {
    var events = new LakeRunJournal(lake.lake(), text -> text).events(run);
    return events.isEmpty() ? Optional.empty() : Optional.of(RunState.of(run, events));
  }

  private Optional<IncidentStory> incident(IncidentId id) {
    var events = new LakeIncidents(lake.lake(), text -> text).events(id);
    return events.isEmpty() ? Optional.empty() : Optional.of(new IncidentStory(id, events));
  }
}
