package dev.prunella.local.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What people have accepted as right, though it is unlike what was before: a journal of the lake
 * for each table, each entry with who, when, why, and of exactly which rows. Thread-safe.
 */
public final class LakeAcceptances implements AnomalyJudge.Acceptances {
  private static final String ACCEPTED = "anomaly accepted";
  private static final int PAGE = 1_000;
  private static final int MOST_TRIES = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;

  public LakeAcceptances(Lake lake) {
    this.lake = lake;
  }

  private static String stream(TableName table) {
    return "anomalies " + table;
  }

  @Override
  public Optional<String> of(TableName table, String interval, String content) {
    Optional<String> found = Optional.empty();
    long from = 0;
    while (true) {
      var entries = lake.store().journal(stream(table), from, PAGE);
      for (var entry : entries) {
        try {
          var body = JSON.readTree(entry.body());
          if (body.path("interval").asText().equals(interval)
              && body.path("content").asText().equals(content)) {
            var why = body.path("why").asText();
            found = Optional.of(why.isBlank() ? entry.by() : entry.by() + ": " + why);
          }
        } catch (JsonProcessingException e) {
          throw new LakeException(
              Problem.LAKE_DAMAGED,
              "entry %d of %s cannot be read: %s"
                  .formatted(entry.position(), entry.stream(), e.getOriginalMessage()),
              e);
        }
      }
      if (entries.size() < PAGE) {
        return found;
      }
      from += entries.size();
    }
  }

  /**
   * Keeps that somebody accepts these rows of an interval.
   *
   * @param why the reason, for those who look later
   * @throws LakeException if it cannot be kept
   */
  public void accept(TableName table, String interval, String content, String by, String why) {
    var body =
        JSON.createObjectNode()
            .put("interval", interval)
            .put("content", content)
            .put("why", why)
            .toString();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var append = new Append(stream(table), length(table), ACCEPTED, body);
      switch (lake.append(by, List.of(append))) {
        case Appended.Written _ -> {
          return;
        }
        // Accepting twice says the same as accepting once.
        case Appended.Overtaken _, Appended.Unknown _ -> {}
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "others keep writing to the journal '" + stream(table) + "'");
  }

  private long length(TableName table) {
    long length = 0;
    while (true) {
      int more = lake.store().journal(stream(table), length, PAGE).size();
      length += more;
      if (more < PAGE) {
        return length;
      }
    }
  }
}
