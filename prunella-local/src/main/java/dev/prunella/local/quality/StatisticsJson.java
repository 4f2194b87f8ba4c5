package dev.prunella.local.quality;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.CleanScores;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Relation;
import dev.prunella.quality.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics, outlines and calibrations as JSON documents with a version. Samples are chosen by
 * DuckDB's hash: where that changes, {@link #VERSION} must, and old statistics are computed anew.
 */
public final class StatisticsJson {

  /** Documents of another version are refused. */
  public static final int VERSION = 4;

  private static final ObjectMapper JSON =
      // Many names of fields are values of the data, which nobody meets again.
      JsonMapper.builder(
              JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Older statistics lack what was not counted then.
          .withConfigOverride(
              List.class, o -> o.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          // An outline is known by its bytes, and a map has another order in each process.
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addMixIn(Statistics.Values.class, ValuesByName.class)
          .addMixIn(Relation.class, RelationsByName.class)
          .addMixIn(Outline.Usual.class, UsualsByName.class)
          .addModule(times())
          .build();

  private StatisticsJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Statistics.Numbers.class, name = "numbers"),
    @JsonSubTypes.Type(value = Statistics.Texts.class, name = "texts"),
    @JsonSubTypes.Type(value = Statistics.Times.class, name = "times")
  })
  private interface ValuesByName {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Relation.AtMost.class, name = "at_most"),
    @JsonSubTypes.Type(value = Relation.Sum.class, name = "sum"),
    @JsonSubTypes.Type(value = Relation.Product.class, name = "product")
  })
  private interface RelationsByName {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Outline.Usual.OfNumber.class, name = "number"),
    @JsonSubTypes.Type(value = Outline.Usual.OfText.class, name = "text")
  })
  private interface UsualsByName {}

  private static SimpleModule times() {
    var module = new SimpleModule();
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    module.addSerializer(Duration.class, ToStringSerializer.instance);
    module.addSerializer(ZoneOffset.class, ToStringSerializer.instance);
    module.addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse));
    module.addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse));
    module.addDeserializer(ZoneOffset.class, new FromText<>(ZoneOffset.class, ZoneOffset::of));
    return module;
  }

  private static final class FromText<T> extends FromStringDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient java.util.function.Function<String, T> parser;

    FromText(Class<T> type, java.util.function.Function<String, T> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    protected T _deserialize(String value, DeserializationContext context) {
      return parser.apply(value);
    }
  }

  public static String write(Statistics statistics) {
    return document("statistics", statistics);
  }

  public static String write(Outline outline) {
    return document("outline", outline);
  }

  public static String write(Calibration calibration) {
    return document("calibration", calibration);
  }

  public static String write(CleanScores scores) {
    return document("scores", scores);
  }

  private static String document(String kind, Object content) {
    try {
      return JSON.writeValueAsString(Map.of("version", VERSION, kind, content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(kind + " cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Reads statistics.
   *
   * @throws IllegalArgumentException if the text is no such document, or of another version
   */
  public static Statistics statistics(String json) {
    // Straight into the record: hundreds of these are read before the first interval is judged.
    try {
      var document = JSON.readValue(json, OfStatistics.class);
      requireVersion("statistics", document.version());
      if (document.statistics() == null) {
        throw lacks("statistics");
      }
      return document.statistics();
    } catch (JsonProcessingException e) {
      throw unreadable("statistics", e);
    }
  }

  private record OfStatistics(int version, @Nullable Statistics statistics) {}

  public static Outline outline(String json) {
    return read(json, "outline", Outline.class);
  }

  public static Calibration calibration(String json) {
    return read(json, "calibration", Calibration.class);
  }

  public static CleanScores scores(String json) {
    return read(json, "scores", CleanScores.class);
  }

  private static <T> T read(String json, String kind, Class<T> type) {
    try {
      JsonNode document = JSON.readTree(json);
      requireVersion(kind, document.path("version").asInt());
      if (!document.has(kind)) {
        throw lacks(kind);
      }
      return JSON.treeToValue(document.get(kind), type);
    } catch (JsonProcessingException e) {
      throw unreadable(kind, e);
    }
  }

  private static void requireVersion(String kind, int version) {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "this "
              + kind
              + " document has version "
              + version
              + ", and "
              + VERSION
              + " is known. Next: compute the statistics anew");
    }
  }

  private static IllegalArgumentException lacks(String kind) {
    return new IllegalArgumentException("the document holds no " + kind);
  }

  private static IllegalArgumentException unreadable(String kind, JsonProcessingException e) {
    return new IllegalArgumentException(
        "the " + kind + " document cannot be read: " + e.getOriginalMessage(), e);
  }
}
