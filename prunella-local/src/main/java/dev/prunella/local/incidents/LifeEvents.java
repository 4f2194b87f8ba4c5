package dev.prunella.local.incidents;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.Symptom;
import dev.prunella.outside.OutsideRun;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an incident begins, goes on and ends. */
final class LifeEvents {
  static final EventCodec<IncidentEvent.Opened> OPENED =
      new EventCodec<>("incident opened") {
        @Override
        void write(IncidentEvent.Opened opened, Writing json) {
          json.put("run", opened.run().number()).masked("pipeline", opened.pipeline());
          opened
              .interval()
              .ifPresent(i -> json.put("from", i.start().toString()).put("to", i.end().toString()));
          // There was one name for both once, and journals are read for good.
          opened
              .label()
              .or(() -> opened.publication().map(CommitId::hex))
              .ifPresent(label -> json.put("interval", label));
          outside(json, opened.outside());
          symptoms(json, opened.symptoms());
        }

        @Override
        IncidentEvent.Opened read(Instant at, Reading json) {
          var pipeline = json.text("pipeline");
          var label = json.textIfAny("interval");
          return pipeline.isEmpty() && label.isPresent()
              ? IncidentEvent.Opened.byHand(
                  at, json.run("run"), CommitId.fromHex(label.get()), symptoms(json))
              : new IncidentEvent.Opened(
                  at,
                  json.run("run"),
                  pipeline,
                  json.has("from")
                      ? Optional.of(new DataInterval(json.time("from"), json.time("to")))
                      : Optional.empty(),
                  label,
                  symptoms(json),
                  outside(json),
                  Optional.empty());
        }
      };

  static final EventCodec<IncidentEvent.Joined> JOINED =
      new EventCodec<>("joined") {
        @Override
        void write(IncidentEvent.Joined joined, Writing json) {
          json.put("run", joined.run().number());
          outside(json, joined.outside());
          symptoms(json, joined.symptoms());
        }

        @Override
        IncidentEvent.Joined read(Instant at, Reading json) {
          return new IncidentEvent.Joined(at, json.run("run"), symptoms(json), outside(json));
        }
      };

  static final EventCodec<IncidentEvent.Follows> FOLLOWS =
      new EventCodec<>("follows") {
        @Override
        void write(IncidentEvent.Follows follows, Writing json) {
          json.put("leader", follows.leader().number()).masked("why", follows.why());
        }

        @Override
        IncidentEvent.Follows read(Instant at, Reading json) {
          return new IncidentEvent.Follows(
              at, new IncidentId(json.number("leader")), json.text("why"));
        }
      };

  static final EventCodec<IncidentEvent.Waiting> WAITING =
      new EventCodec<>("waiting") {
        @Override
        void write(IncidentEvent.Waiting waiting, Writing json) {
          json.put("until", waiting.until().toString()).masked("why", waiting.why());
        }

        @Override
        IncidentEvent.Waiting read(Instant at, Reading json) {
          return new IncidentEvent.Waiting(at, json.time("until"), json.text("why"));
        }
      };

  static final EventCodec<IncidentEvent.Closed> CLOSED =
      new EventCodec<>("incident closed") {
        @Override
        void write(IncidentEvent.Closed closed, Writing json) {
          json.put("end", closed.end()).masked("sentence", closed.sentence());
        }

        @Override
        IncidentEvent.Closed read(Instant at, Reading json) {
          return new IncidentEvent.Closed(
              at, IncidentEvent.End.valueOf(json.text("end")), json.text("sentence"));
        }
      };

  private LifeEvents() {}

  private static void outside(Writing json, Optional<OutsideRun.Key> outside) {
    outside.ifPresent(
        key ->
            json.within("outside")
                .masked("namespace", key.namespace())
                .masked("job", key.job())
                .put("run", key.run()));
  }

  private static Optional<OutsideRun.Key> outside(Reading json) {
    return json.within(
        "outside",
        key -> new OutsideRun.Key(key.text("namespace"), key.text("job"), key.text("run")));
  }

  private static void symptoms(Writing json, List<Symptom> symptoms) {
    json.each(
        "symptoms",
        symptoms,
        (one, s) ->
            one.put("table", s.table().toString())
                .put("kind", s.kind())
                .masked("message", s.message()));
  }

  private static List<Symptom> symptoms(Reading json) {
    return json.each(
        "symptoms",
        one ->
            new Symptom(
                one.table("table"), Fault.Kind.valueOf(one.text("kind")), one.text("message")));
  }
}
