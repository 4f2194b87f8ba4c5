package dev.prunella.local.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.IncidentId;
import dev.prunella.local.incidents.LakeDeliveries.Entry;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.people.DeliveryEvent;
import dev.prunella.refs.Append;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // before each test
class LakeDeliveriesTest {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00.123456Z");
  private static final IncidentId ONE = new IncidentId(1);
  private static final IncidentId TWO = new IncidentId(2);
  private static final DeliveryEvent BEGUN =
      new DeliveryEvent.Begun(AT, "msg_a", 1, 2, 3, "lea, or \"ben\"", "mail");

  @TempDir Path folder;
  private SqliteRefStore store;
  private Lake lake;
  private LakeDeliveries journal;

  @BeforeEach
  void open() {
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    journal = new LakeDeliveries(lake, text -> text.replace("hunter2", "***"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsKeptIsReadAsItWas() {
    var all =
        List.<DeliveryEvent>of(
            BEGUN,
            new DeliveryEvent.Sent(AT, "msg_a"),
            new DeliveryEvent.Failed(AT, "msg_a", "busy", AT.plusSeconds(5)),
            new DeliveryEvent.GivenUp(AT, "msg_a", "550"),
            new DeliveryEvent.Snoozed(AT, "lea", 1, AT.plusSeconds(60)),
            new DeliveryEvent.Lapsed(AT, 1));
    assertThat(journal.append(List.of(new Entry(ONE, 0, all)))).isTrue();
    assertThat(journal.of(ONE)).isEqualTo(all);
    assertThat(journal.of(TWO)).isEmpty();
  }

  @Test
  void journalsOfTheFirstVersionAreStillRead() {
    lake.append(
        "messenger",
        List.of(
            new Append(
                "delivery/1",
                0,
                "begun",
                "{\"at\":\"2026-11-22T02:47:00.123456Z\",\"message\":\"msg_a\",\"question\":1,"
                    + "\"rung\":2,\"round\":3,\"who\":\"lea, or \\\"ben\\\"\",\"channel\":\"mail\"}"),
            new Append(
                "delivery/1",
                1,
                "given up",
                "{\"at\":\"2026-11-22T02:47:00.123456Z\",\"message\":\"msg_a\",\"why\":\"550\"}")));
    assertThat(journal.of(ONE))
        .containsExactly(BEGUN, new DeliveryEvent.GivenUp(AT, "msg_a", "550"));
  }

  @Test
  void ofTwoWhoWouldSendTheSameOneIsTooLateForAllOfIt() {
    assertThat(journal.append(List.of(new Entry(TWO, 0, List.of(BEGUN))))).isTrue();
    assertThat(
            journal.append(
                List.of(new Entry(ONE, 0, List.of(BEGUN)), new Entry(TWO, 0, List.of(BEGUN)))))
        .isFalse();
    assertThat(journal.of(ONE)).isEmpty();
    assertThat(journal.of(TWO)).hasSize(1);
  }

  @Test
  void whatCameOfItIsKeptWhereverTheJournalsStand() {
    journal.append(List.of(new Entry(TWO, 0, List.of(BEGUN))));
    journal.add(List.of(ONE, TWO), new DeliveryEvent.Failed(AT, "msg_a", "no hunter2", AT));
    assertThat(journal.of(ONE)).hasSize(1);
    assertThat(journal.of(TWO))
        .last()
        .isEqualTo(new DeliveryEvent.Failed(AT, "msg_a", "no ***", AT));
  }

  @Test
  void aChannelIsGoneByItsAddressUntilItIsBack() {
    assertThat(journal.isGone("hook", "a")).isFalse();
    journal.gone(AT, "hook", "a", true);
    journal.gone(AT, "hook", "a", true);
    assertThat(journal.isGone("hook", "a")).isTrue();
    assertThat(journal.isGone("hook", "b")).isFalse();
    assertThat(journal.isGone("mail", "a")).isFalse();
    journal.gone(AT, "hook", "a", false);
    assertThat(journal.isGone("hook", "a")).isFalse();
    assertThat(store.length("channels")).isEqualTo(2);
  }
}
