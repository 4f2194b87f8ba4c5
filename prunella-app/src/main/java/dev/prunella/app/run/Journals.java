package dev.prunella.app.run;

import dev.prunella.app.project.Project;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.incidents.LakeDeliveries;
import dev.prunella.local.incidents.LakeHealing;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.memory.IndexedCases;
import dev.prunella.local.memory.MiniLm;
import dev.prunella.local.quality.LakeAcceptances;
import dev.prunella.local.runs.LakePresence;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.memory.Meaning;
import dev.prunella.pipeline.RunJournal;
import java.time.Clock;
import java.util.function.UnaryOperator;

/**
 * What is remembered beside the tables of a lake, and who is at work. Thread-safe.
 *
 * @param runs what was run, step by step
 * @param incidents what went wrong, and what became of it
 * @param cases what there is to be learnt of incidents
 * @param healing what people did to healing as a whole
 * @param deliveries what was sent to people
 * @param acceptances what people have accepted though it is unlike what was before
 * @param keptEdits edits of models that people have said yes to
 * @param presence who works on which run
 */
record Journals(
    RunJournal runs,
    IncidentJournal incidents,
    IndexedCases cases,
    LakeHealing healing,
    LakeDeliveries deliveries,
    LakeAcceptances acceptances,
    KeptEdits keptEdits,
    LakePresence presence)
    implements AutoCloseable {

  /** Those of a project's lake. */
  static Journals of(Project project, LocalLake local, Secrets secrets, Clock clock) {
    var lake = local.lake();
    UnaryOperator<String> redacted = secrets.redaction()::redact;
    var incidents = new LakeIncidents(lake, redacted);
    var acceptances = new LakeAcceptances(lake);
    return new Journals(
        new LakeRunJournal(lake, redacted),
        incidents,
        new IndexedCases(
            lake,
            incidents,
            project.folder().resolve(".prunella").resolve("cases"),
            switch (project.settings().recall()) {
              case MEANING -> new MiniLm();
              case WORDS -> Meaning.UNKNOWN;
            }),
        new LakeHealing(lake, redacted),
        new LakeDeliveries(lake, redacted),
        acceptances,
        new KeptEdits(acceptances),
        new LakePresence(lake.store(), clock));
  }

  @Override
  public void close() {
    try (presence) {
      cases.close();
    }
  }
}
