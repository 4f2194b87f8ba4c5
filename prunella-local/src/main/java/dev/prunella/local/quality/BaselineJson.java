package dev.prunella.local.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.quality.StatisticsBook.Baseline;
import java.time.DateTimeException;
import java.time.Instant;

/** Writes and reads a baseline: an outline and a calibration as they are written by themselves. */
final class BaselineJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BaselineJson() {}

  static String write(Baseline baseline) {
    return JSON.createObjectNode()
        .put("found", baseline.found().toString())
        .put("calibrated", baseline.calibrated().toString())
        .put("intervals", baseline.intervals())
        .put("outline", StatisticsJson.write(baseline.outline()))
        .put("calibration", StatisticsJson.write(baseline.calibration()))
        .toString();
  }

  static Baseline read(String text) {
    try {
      var json = JSON.readTree(text);
      return new Baseline(
          StatisticsJson.outline(json.path("outline").asText()),
          StatisticsJson.calibration(json.path("calibration").asText()),
          Instant.parse(json.path("found").asText()),
          Instant.parse(json.path("calibrated").asText()),
          json.path("intervals").asInt());
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("the baseline cannot be read: " + e.getMessage(), e);
    }
  }
}
