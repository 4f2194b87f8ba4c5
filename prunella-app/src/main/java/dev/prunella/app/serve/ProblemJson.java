package dev.prunella.app.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.jetty.http.HttpStatus;

/** Refusals as RFC 9457 says. */
final class ProblemJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ProblemJson() {}

  static String of(int status, String code, String detail) {
    try {
      return JSON.writeValueAsString(
          JSON.createObjectNode()
              .put("type", "about:blank")
              .put("title", HttpStatus.getMessage(status))
              .put("status", status)
              .put("code", code)
              .put("detail", detail));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }
}
