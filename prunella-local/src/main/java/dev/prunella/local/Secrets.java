package dev.prunella.local;

import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads secret references, such as {@code secret:env/PGPASSWORD}, at the moment of use. */
public final class Secrets {
  private static final String PREFIX = "secret:";
  private static final Pattern REFERENCE = Pattern.compile("secret:env/([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern IN_URL = Pattern.compile("secret:env/[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;

  public Secrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Whether a value is meant as a reference. */
  public static boolean isReference(String value) {
    return value.startsWith(PREFIX);
  }

  /** Whether a value is a reference that can be read here. */
  public static boolean isWellFormed(String value) {
    return REFERENCE.matcher(value).matches();
  }

  /** The value itself, or what its reference stands for. */
  public String reveal(String value) {
    if (!isReference(value)) {
      return value;
    }
    var reference = REFERENCE.matcher(value);
    if (!reference.matches()) {
      throw new LakeException(
          Problem.BAD_REQUEST, "'" + value + "' is no secret reference; write secret:env/NAME");
    }
    var name = reference.group(1);
    var secret = environment.get(name);
    if (secret == null) {
      var near = DidYouMean.among(environment.keySet(), name);
      throw new LakeException(
          Problem.BAD_REQUEST,
          "'"
              + value
              + "' names an environment variable that is not set"
              + near.map(n -> "; did you mean '" + n + "'?").orElse(""));
    }
    return secret;
  }

  Map<String, String> reveal(Map<String, String> values) {
    var revealed = new TreeMap<String, String>();
    values.forEach((name, value) -> revealed.put(name, reveal(value)));
    return revealed;
  }

  /** References among a URL's parameters, revealed and encoded as a URL needs it. */
  String revealInUrl(String url) {
    return IN_URL
        .matcher(url)
        .replaceAll(
            found ->
                java.util.regex.Matcher.quoteReplacement(
                    URLEncoder.encode(reveal(found.group()), StandardCharsets.UTF_8)));
  }
}
