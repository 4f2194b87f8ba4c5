package dev.prunella.app.rest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTSerializers;

/** Iceberg's requests and answers as JSON. */
final class Json {
  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  private static ObjectMapper mapper() {
    var mapper = new ObjectMapper();
    mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  static byte[] write(Object body) throws JsonProcessingException {
    return MAPPER.writeValueAsBytes(body);
  }

  /** Reads and checks a request; whatever is wrong with it is the sender's mistake. */
  static <T extends RESTRequest> T read(byte[] bytes, Class<T> type) {
    try {
      T request = MAPPER.readValue(bytes, type);
      if (request == null) {
        throw new BadRequestException("an empty request");
      }
      request.validate();
      return request;
    } catch (IOException | RuntimeException e) {
      throw new BadRequestException(e, "this is not a %s: %s", type.getSimpleName(), reason(e));
    }
  }

  private static String reason(Exception e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }
}
