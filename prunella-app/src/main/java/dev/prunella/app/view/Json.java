package dev.prunella.app.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Machine-readable output: records become objects with the names of their components, absent values
 * are left out, times are ISO 8601 in UTC, constants are lower case.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, written(Instant::toString))
                  .addSerializer(CommitId.class, written(CommitId::hex))
                  .addSerializer(EntryKey.class, written(EntryKey::toString))
                  .addSerializer(
                      Enum.class,
                      written(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'))))
          .build();

  private static final ObjectMapper WITH_NULLS = new ObjectMapper();

  private Json() {}

  /** One line. */
  public static String line(Object view) {
    try {
      return MAPPER.writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every view can be written as JSON", e);
    }
  }

  /** One line in which absent values are {@code null}. */
  public static String lineWithNulls(Map<String, @Nullable Object> values) {
    try {
      return WITH_NULLS.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every row can be written as JSON", e);
    }
  }

  /** For reading by people as well. */
  public static String document(Object view) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every view can be written as JSON", e);
    }
  }

  private interface Text<T> {
    String of(T value);
  }

  private static <T> JsonSerializer<T> written(Text<? super T> text) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        out.writeString(text.of(value));
      }
    };
  }
}
