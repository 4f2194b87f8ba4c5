package dev.prunella.local.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What was written once is read for good, and is written so still. */
class IncidentJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");

  private static List<JournalEntry> history(String name) throws IOException {
    try (var in = IncidentJsonTest.class.getResourceAsStream("/histories/" + name)) {
      assertThat(in).isNotNull();
      var entries = new ArrayList<JournalEntry>();
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        var parts = line.split("\t", 2);
        entries.add(new JournalEntry("incident/1", entries.size(), AT, "ana", parts[0], parts[1]));
      }
      return entries;
    }
  }

  @Test
  void everyKindIsWrittenAsItWasRead() throws IOException {
    var json = new IncidentJson(text -> text);
    var history = history("incident-1.txt");
    for (var entry : history) {
      var event = IncidentJson.read(entry);
      assertThat(IncidentJson.kind(event)).isEqualTo(entry.kind());
      assertThat(json.write(event)).isEqualTo(entry.body());
    }
    assertThat(history)
        .extracting(entry -> (Object) IncidentJson.read(entry).getClass())
        .containsExactlyInAnyOrder((Object[]) IncidentEvent.class.getPermittedSubclasses());
  }

  /** What people, sources and errors say may hold a secret; of a proposal's values it is one. */
  @Test
  void textFromOutsideIsMasked() throws IOException {
    var json = new IncidentJson(_ -> "***");
    var masked = new ArrayList<String>();
    for (var entry : history("incident-1.txt")) {
      var names = new TreeSet<String>();
      collect("", JSON.readTree(json.write(IncidentJson.read(entry))), names);
      masked.add(entry.kind() + ": " + String.join(" ", names));
    }
    assertThat(masked)
        .containsExactly(
            "incident opened: job message namespace pipeline",
            "joined: ",
            "follows: why",
            "waiting: why",
            "believed: cause for",
            "noted: words",
            "suggested: paths why",
            "tried: key proofs remedy",
            "decided: cause key remedy",
            "amendment proposed: evidence key",
            "asked: options question",
            "answered: why",
            "at source: key sentence",
            "published: remedy tables",
            "watched: sentence",
            "undone: tables why",
            "incident closed: sentence");
  }

  /** The names under which a mask stands. */
  private static void collect(String name, JsonNode json, Set<String> names) {
    if (json.isTextual() && json.asText().equals("***")) {
      names.add(name);
    }
    json.properties().forEach(e -> collect(e.getKey(), e.getValue(), names));
    if (json.isArray()) {
      json.forEach(one -> collect(name, one, names));
    }
  }

  @Test
  void journalsOfEarlierVersionsAreStillFolded() throws IOException {
    var events = history("incident-2.txt").stream().map(IncidentJson::read).toList();
    var state = IncidentState.of(new IncidentId(1), events);
    assertThat(state.failed()).containsExactly("again");
    assertThat(state.asked())
        .hasValueSatisfying(asked -> assertThat(asked.about()).isEqualTo(TableName.of("daily")));
    assertThat(state.proposed())
        .hasValueSatisfying(proposed -> assertThat(proposed.weighed()).isEmpty());
    assertThat(state.isOpen()).isTrue();
  }

  @Test
  void whatWasChangedByHandIsKeptAsItAlwaysWas() {
    var body =
        "{\"at\":\""
            + AT
            + "\",\"run\":7,\"pipeline\":\"\",\"interval\":\""
            + "1".repeat(64)
            + "\",\"symptoms\":[]}";
    var entry = new JournalEntry("incident/1", 0, AT, "ana", "incident opened", body);
    var opened = (IncidentEvent.Opened) IncidentJson.read(entry);
    assertThat(opened.publication()).contains(CommitId.fromHex("1".repeat(64)));
    assertThat(opened.label()).isEmpty();
    assertThat(new IncidentJson(text -> text).write(opened)).isEqualTo(body);
  }

  @Test
  void damagedTextIsSaidToBeSo() {
    for (var body : List.of("", "{", "[]", "{\"at\":\"noon\"}")) {
      var entry = new JournalEntry("incident/1", 3, AT, "ana", "incident closed", body);
      assertThatThrownBy(() -> IncidentJson.read(entry))
          .as(body)
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("entry 3 of incident/1");
    }
    var unknown = new JournalEntry("incident/1", 0, AT, "ana", "sung", "{\"at\":\"" + AT + "\"}");
    assertThatThrownBy(() -> IncidentJson.read(unknown)).hasMessageContaining("no event 'sung'");
  }
}
