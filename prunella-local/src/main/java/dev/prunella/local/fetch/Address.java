package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An address that is asked, and how it is shown: with no secret, neither where the user put one nor
 * where a server repeats it.
 *
 * @param hidden the names of query parameters whose values are never shown
 */
record Address(URI uri, Set<String> hidden) {
  private static final String MASK = "***";

  Address {
    hidden = Set.copyOf(hidden);
  }

  /**
   * The address a source begins with.
   *
   * @param template with secret references, and with the interval filled in
   */
  static Address of(String template, Revealed revealed) {
    var hidden = new HashSet<String>();
    for (var parameter : query(template)) {
      var named = parameter.split("=", 2);
      if (named.length == 2 && Revealed.holdsReference(named[1])) {
        hidden.add(named[0]);
      }
    }
    var shown = template.replaceFirst("\\?.*", "");
    try {
      var uri = new URI(revealed.inUrl(template));
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        throw notAnAddress(shown, "it is no http:// or https:// address with a host");
      }
      if (uri.getRawUserInfo() != null) {
        throw notAnAddress(
            shown.replaceFirst("//[^/@]*@", "//"), "user and password do not belong in it");
      }
      return new Address(uri, hidden);
    } catch (URISyntaxException e) {
      // The exception's own text repeats the whole, secrets and all.
      throw notAnAddress(shown, e.getReason());
    }
  }

  private static FetchFailed notAnAddress(String shown, String why) {
    return new FetchFailed(
        Kind.FAILED,
        "'" + Quoted.line(shown) + "' cannot be asked: " + why,
        "correct url: in the source; send credentials as a header");
  }

  private static List<String> query(String url) {
    int start = url.indexOf('?');
    if (start < 0) {
      return List.of();
    }
    int end = url.indexOf('#', start);
    return List.of(url.substring(start + 1, end < 0 ? url.length() : end).split("&"));
  }

  /** The same with a query parameter set, in the place of one of that name. */
  Address with(String name, String value) {
    var encoded = encode(name) + "=" + encode(value);
    var parameters = new ArrayList<String>();
    for (var parameter : query(uri.toString())) {
      if (!parameter.isEmpty() && !parameter.split("=", 2)[0].equals(encode(name))) {
        parameters.add(parameter);
      }
    }
    parameters.add(encoded);
    var bare = uri.toString().replaceFirst("[?#].*", "");
    return new Address(URI.create(bare + "?" + String.join("&", parameters)), hidden);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * What a server points to, which must be of the same origin: what is sent there is meant for this
   * server only.
   */
  Address to(String reference, String what, UnaryOperator<String> redaction) {
    URI target;
    try {
      target = uri.resolve(new URI(reference.strip()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new FetchFailed(
          Kind.SOURCE_FAILED,
          "%s: the server gives a %s that is no address".formatted(shown(redaction), what),
          "ask whoever runs the server");
    }
    if (target.getRawUserInfo() != null || !origin(target).equals(origin(uri))) {
      throw new FetchFailed(
          Kind.REFUSED,
          "%s: the server gives a %s to another origin, %s, which is not followed"
              .formatted(shown(redaction), what, Quoted.line(origin(target))),
          "if that server is meant, write its address into url:");
    }
    return new Address(target, hidden);
  }

  /** Scheme, host and port (RFC 6454). */
  private static String origin(URI uri) {
    var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    return scheme
        + "://"
        + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT)
        + ":"
        + (uri.getPort() < 0 ? usual : uri.getPort());
  }

  /** For people. */
  String shown(UnaryOperator<String> redaction) {
    var bare = uri.toString().replaceFirst("[?#].*", "");
    var parameters = new ArrayList<String>();
    for (var parameter : query(uri.toString())) {
      var name = parameter.split("=", 2)[0];
      parameters.add(hidden.contains(name) ? name + "=" + MASK : parameter);
    }
    parameters.removeAll(Collections.singleton(""));
    return Quoted.line(
        redaction.apply(parameters.isEmpty() ? bare : bare + "?" + String.join("&", parameters)));
  }
}
