package dev.prunella.local.incidents;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;

/** What of an incident is on main, and what became of that. */
final class PublicationEvents {
  static final EventCodec<IncidentEvent.Published> PUBLISHED =
      new EventCodec<>("published") {
        @Override
        void write(IncidentEvent.Published published, Writing json) {
          json.masked("remedy", published.remedy())
              .put("run", published.run().number())
              .put("commit", published.commit().hex())
              .masked("tables", names(published.tables()));
        }

        @Override
        IncidentEvent.Published read(Instant at, Reading json) {
          return new IncidentEvent.Published(
              at,
              json.text("remedy"),
              json.run("run"),
              json.commit("commit"),
              json.tables("tables"));
        }
      };

  static final EventCodec<IncidentEvent.Undone> UNDONE =
      new EventCodec<>("undone") {
        @Override
        void write(IncidentEvent.Undone undone, Writing json) {
          json.put("by", undone.by())
              .masked("why", undone.why())
              .put("commit", undone.commit().hex())
              .masked("tables", names(undone.tables()));
        }

        @Override
        IncidentEvent.Undone read(Instant at, Reading json) {
          return new IncidentEvent.Undone(
              at, json.text("by"), json.text("why"), json.commit("commit"), json.tables("tables"));
        }
      };

  static final EventCodec<IncidentEvent.Watched> WATCHED =
      new EventCodec<>("watched") {
        @Override
        void write(IncidentEvent.Watched watched, Writing json) {
          json.put("seen", watched.seen()).masked("sentence", watched.sentence());
          watched.run().ifPresent(run -> json.put("run", run.number()));
        }

        @Override
        IncidentEvent.Watched read(Instant at, Reading json) {
          return new IncidentEvent.Watched(
              at,
              IncidentEvent.Seen.valueOf(json.text("seen")),
              json.runIfAny("run"),
              json.text("sentence"));
        }
      };

  private PublicationEvents() {}

  private static List<String> names(List<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }
}
