package dev.prunella.local.fetch;

import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.LakeException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts secrets in the place of their references, wherever in a text these stand. */
final class Revealed {
  /** What is not quite a reference is found too, so that it is refused and not sent. */
  private static final Pattern REFERENCE =
      Pattern.compile("secret:env/[A-Za-z_][A-Za-z0-9_]*|secret:[^\\s&#;,\"']*");

  private final Secrets secrets;

  Revealed(Secrets secrets) {
    this.secrets = secrets;
  }

  static boolean holdsReference(String text) {
    return REFERENCE.matcher(text).find();
  }

  String in(String text) {
    return replace(text, secret -> secret);
  }

  /** Each secret encoded, so that none can change what the rest of the URL means. */
  String inUrl(String url) {
    return replace(url, s -> URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private String replace(String text, UnaryOperator<String> encode) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(encode.apply(reveal(found.group()))));
  }

  private String reveal(String reference) {
    try {
      return secrets.reveal(reference);
    } catch (LakeException e) {
      throw new FetchFailed(
          Fault.of(
                  Kind.ACCESS_DENIED,
                  "a secret is missing: " + e.getMessage(),
                  "set it where Prunella runs, or correct the reference")
              .with(Fault.SECRET, reference));
    }
  }
}
