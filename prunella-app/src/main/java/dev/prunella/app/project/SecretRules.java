package dev.prunella.app.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.yaml.Problems;
import dev.prunella.local.Secrets;
import java.util.regex.Pattern;

/** Keeps secrets out of files: only references to them may stand there. No text repeats a value. */
final class SecretRules {
  private static final String REFERENCE = "secret:(?:env/[A-Za-z_][A-Za-z0-9_]*|file/[^\\s&]+)";
  private static final Pattern INSIDE = Pattern.compile("(?:^|[ :=])" + REFERENCE + "(?:$|[ ;,])");
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(?:password|passwd|secret|token|credential|account-key|api[_-]?key|authorization|cookie|private[_-]?key|webhook[_-]?url).*");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)[?&;](?:password|passwd|pwd|secret|client_secret|token|access_token|auth|api[_-]?key|apikey|sig|signature|x-amz-signature|sslpassword)=([^&;]*)");
  private static final Pattern USER_INFO = Pattern.compile("://[^/?#@]*:[^/?#]*@");
  static final String WRITE = "write secret:env/NAME or secret:file/PATH instead";

  private SecretRules() {}

  static boolean isReference(String value) {
    return Secrets.isWellFormed(value);
  }

  /** A value that is a secret as a whole, such as a password. */
  static void whole(String where, int line, String value, Problems.Of problems) {
    if (value.startsWith("secret:") && !isReference(value)) {
      problems.add(
          line,
          "'" + where + "': a secret reference looks like secret:env/NAME or secret:file/PATH");
    } else if (!isReference(value)) {
      problems.add(line, "'" + where + "' is a secret; " + WRITE);
    }
  }

  /** A value under a name that may tell that it is secret, such as a header. */
  static void named(String where, int line, String name, String value, Problems.Of problems) {
    boolean plainReference = value.startsWith("secret:");
    if (plainReference && !isReference(value)) {
      whole(where, line, value, problems);
    } else if (SECRET_NAME.matcher(name).matches() && !INSIDE.matcher(value).find()) {
      problems.add(line, "'" + where + "' is a secret; " + WRITE);
    } else {
      url(where, line, value, problems);
    }
  }

  /** An address: neither its user part nor its parameters may hold one. */
  static void url(String where, int line, String url, Problems.Of problems) {
    var parameter = PARAMETER.matcher(url);
    while (parameter.find()) {
      if (!isReference(parameter.group(1))) {
        problems.add(line, "'" + where + "' holds a secret in its parameters; " + WRITE);
        return;
      }
    }
    if (USER_INFO.matcher(url).find()) {
      problems.add(
          line, "'" + where + "' holds a password before the @; give it apart, as secret:env/NAME");
    }
  }

  /** Everything below a value that is kept for others to read. */
  static void anywhere(String where, int line, JsonNode value, Problems.Of problems) {
    value
        .properties()
        .forEach(
            entry -> {
              var path = where + "." + entry.getKey();
              if (entry.getValue().isValueNode()) {
                named(path, line, entry.getKey(), entry.getValue().asText(), problems);
              } else {
                anywhere(path, line, entry.getValue(), problems);
              }
            });
    if (value.isArray()) {
      value.forEach(element -> anywhere(where, line, element, problems));
    }
  }
}
