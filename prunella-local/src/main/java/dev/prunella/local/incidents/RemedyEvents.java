package dev.prunella.local.incidents;

import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How remedies are tried, decided on and carried out at a source. */
final class RemedyEvents {
  static final EventCodec<IncidentEvent.Tried> TRIED =
      new EventCodec<>("tried") {
        @Override
        void write(IncidentEvent.Tried tried, Writing json) {
          json.masked("key", tried.key())
              .put("family", tried.family().word())
              .masked("remedy", tried.remedy())
              .put("verdict", tried.verdict());
          tried.trial().ifPresent(run -> json.put("trial", run.number()));
          json.masked("proofs", tried.proofs());
          tried.failure().ifPresent(mark -> failure(json.within("failure"), mark));
          tried.made().ifPresent(rows -> json.put("made", rows));
        }

        @Override
        IncidentEvent.Tried read(Instant at, Reading json) {
          return new IncidentEvent.Tried(
              at,
              json.text("key"),
              json.family("family"),
              json.text("remedy"),
              json.runIfAny("trial"),
              IncidentEvent.Verified.valueOf(json.text("verdict")),
              json.texts("proofs"),
              json.within("failure", RemedyEvents::failure),
              json.textIfAny("made"));
        }
      };

  static final EventCodec<IncidentEvent.Decided> DECIDED =
      new EventCodec<>("decided") {
        @Override
        void write(IncidentEvent.Decided decided, Writing json) {
          json.masked("key", decided.key())
              .masked("remedy", decided.remedy())
              .put("autonomy", decided.autonomy())
              .put("rule", decided.rule())
              .each("weighed", decided.weighed(), RemedyEvents::weighed);
        }

        @Override
        IncidentEvent.Decided read(Instant at, Reading json) {
          return new IncidentEvent.Decided(
              at,
              json.text("key"),
              json.text("remedy"),
              IncidentEvent.Autonomy.valueOf(json.text("autonomy")),
              json.text("rule"),
              json.each("weighed", RemedyEvents::weighed));
        }
      };

  static final EventCodec<IncidentEvent.AmendmentProposed> AMENDMENT =
      new EventCodec<>("amendment proposed") {
        @Override
        void write(IncidentEvent.AmendmentProposed proposed, Writing json) {
          json.masked("key", proposed.key());
          AmendmentJson.write(json.json(), proposed.amendment());
          json.masked("evidence", proposed.evidence());
        }

        @Override
        IncidentEvent.AmendmentProposed read(Instant at, Reading json) {
          return new IncidentEvent.AmendmentProposed(
              at, json.text("key"), AmendmentJson.read(json.json()), json.texts("evidence"));
        }
      };

  static final EventCodec<IncidentEvent.AtSource> AT_SOURCE =
      new EventCodec<>("at source") {
        @Override
        void write(IncidentEvent.AtSource at, Writing json) {
          json.masked("key", at.key()).put("stage", at.stage()).masked("sentence", at.sentence());
          at.receipt().ifPresent(receipt -> json.put("receipt", receipt));
        }

        @Override
        IncidentEvent.AtSource read(Instant at, Reading json) {
          return new IncidentEvent.AtSource(
              at,
              json.text("key"),
              IncidentEvent.Stage.valueOf(json.text("stage")),
              json.textIfAny("receipt"),
              json.text("sentence"));
        }
      };

  private RemedyEvents() {}

  private static void failure(Writing json, FailureMark mark) {
    json.put("table", mark.table().toString())
        .put("signature", mark.signature())
        .put("content", mark.content());
  }

  private static FailureMark failure(Reading json) {
    return new FailureMark(json.table("table"), json.text("signature"), json.text("content"));
  }

  private static void weighed(Writing json, IncidentEvent.Weighed weighed) {
    json.put("family", weighed.family().word())
        .put("class", weighed.failureClass().word())
        .masked("cause", weighed.cause())
        .put("table", weighed.table().toString())
        .put("confidence", weighed.confidence())
        .put("meant", weighed.personMayHaveMeantIt());
    weighed.agent().ifPresent(agent -> json.put("agent", agent));
    weighed
        .comesTo()
        .ifPresent(
            i ->
                json.put("rows", i.rows())
                    .put("workMillis", i.work().toMillis())
                    .put("idempotent", i.idempotent()));
  }

  private static IncidentEvent.Weighed weighed(Reading json) {
    return new IncidentEvent.Weighed(
        json.family("family"),
        json.failureClass("class"),
        json.text("cause"),
        json.table("table"),
        json.share("confidence"),
        json.is("meant"),
        json.has("rows") ? Optional.of(impact(json)) : Optional.empty(),
        json.textIfAny("agent"));
  }

  private static IncidentEvent.Impact impact(Reading json) {
    return new IncidentEvent.Impact(
        json.number("rows"), Duration.ofMillis(json.number("workMillis")), json.is("idempotent"));
  }
}
