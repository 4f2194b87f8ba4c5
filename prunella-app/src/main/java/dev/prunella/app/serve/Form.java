package dev.prunella.app.serve;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields that a browser's form sends. */
final class Form {
  /** In this field, or in this header, stands the proof that a request comes from our pages. */
  static final String PROOF = "_proof";

  static final String PROOF_HEADER = "X-Prunella-Proof";
  private static final int MOST_FIELDS = 100;

  private Form() {}

  static boolean isOne(HttpServletRequest request) {
    var type = request.getContentType();
    return type != null && type.startsWith("application/x-www-form-urlencoded");
  }

  /** The first of each name. */
  static Map<String, String> read(HttpServletRequest request, int mostBytes) throws IOException {
    var bytes = request.getInputStream().readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      throw new Refusal(413, "too-large", "that form is larger than is taken here");
    }
    var fields = new HashMap<String, String>();
    for (var pair : new String(bytes, StandardCharsets.UTF_8).split("&", MOST_FIELDS)) {
      int at = pair.indexOf('=');
      if (at > 0) {
        fields.putIfAbsent(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "bad-form", "that form was not written by a browser");
    }
  }
}
