package dev.prunella.local.incidents;

import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.NoteVersion;
import java.time.Instant;

/** What is thought of an incident: by the healer, by people beforehand, by agents. */
final class BeliefEvents {
  static final EventCodec<IncidentEvent.Believed> BELIEVED =
      new EventCodec<>("believed") {
        @Override
        void write(IncidentEvent.Believed believed, Writing json) {
          var belief = believed.belief();
          json.put("class", belief.failureClass().word())
              .masked("cause", belief.cause())
              .put("confidence", belief.confidence())
              .put("blamed", belief.blamed().toString())
              .masked("for", belief.supporting())
              .masked("against", belief.against());
        }

        @Override
        IncidentEvent.Believed read(Instant at, Reading json) {
          return new IncidentEvent.Believed(
              at,
              new Belief(
                  json.failureClass("class"),
                  json.text("cause"),
                  json.share("confidence"),
                  json.table("blamed"),
                  json.texts("for"),
                  json.texts("against")));
        }
      };

  static final EventCodec<IncidentEvent.Noted> NOTED =
      new EventCodec<>("noted") {
        @Override
        void write(IncidentEvent.Noted noted, Writing json) {
          json.put("note", noted.note().path())
              .put("version", noted.note().version())
              .put("fate", noted.fate())
              .masked("words", noted.words());
        }

        @Override
        IncidentEvent.Noted read(Instant at, Reading json) {
          return new IncidentEvent.Noted(
              at,
              new NoteVersion(json.text("note"), json.text("version")),
              IncidentEvent.Fate.valueOf(json.text("fate")),
              json.text("words"));
        }
      };

  static final EventCodec<IncidentEvent.Suggested> SUGGESTED =
      new EventCodec<>("suggested") {
        @Override
        void write(IncidentEvent.Suggested suggested, Writing json) {
          json.put("agent", suggested.agent())
              .put("base", suggested.base())
              .put("tree", suggested.tree())
              .masked("why", suggested.why())
              .masked("paths", suggested.paths());
        }

        @Override
        IncidentEvent.Suggested read(Instant at, Reading json) {
          return new IncidentEvent.Suggested(
              at,
              json.text("agent"),
              json.text("base"),
              json.text("tree"),
              json.texts("paths"),
              json.text("why"));
        }
      };

  private BeliefEvents() {}
}
