package dev.prunella.local.incidents;

import dev.prunella.incident.IncidentEvent;
import java.time.Instant;

/** What people are asked, and what they say. */
final class QuestionEvents {
  static final EventCodec<IncidentEvent.Asked> ASKED =
      new EventCodec<>("asked") {
        @Override
        void write(IncidentEvent.Asked asked, Writing json) {
          asked.to().ifPresent(to -> json.put("to", to));
          json.put("about", asked.about().toString())
              .masked("question", asked.question())
              .masked("options", asked.options());
          asked.proposal().ifPresent(key -> json.put("proposal", key));
          asked.content().ifPresent(content -> json.put("content", content));
        }

        @Override
        IncidentEvent.Asked read(Instant at, Reading json) {
          return new IncidentEvent.Asked(
              at,
              json.textIfAny("to"),
              json.table("about"),
              json.text("question"),
              json.texts("options"),
              json.textIfAny("proposal"),
              json.textIfAny("content"));
        }
      };

  static final EventCodec<IncidentEvent.Answered> ANSWERED =
      new EventCodec<>("answered") {
        @Override
        void write(IncidentEvent.Answered answered, Writing json) {
          json.put("by", answered.by())
              .put("option", answered.option())
              .masked("why", answered.why());
          answered.about().ifPresent(key -> json.put("key", key));
          answered
              .rows()
              .ifPresent(r -> json.put("table", r.table().toString()).put("content", r.content()));
        }

        @Override
        IncidentEvent.Answered read(Instant at, Reading json) {
          return new IncidentEvent.Answered(
              at,
              json.text("by"),
              json.text("option"),
              json.text("why"),
              json.textIfAny("key"),
              json.textIfAny("content")
                  .map(content -> new IncidentEvent.Rows(json.table("table"), content)));
        }
      };

  private QuestionEvents() {}
}
