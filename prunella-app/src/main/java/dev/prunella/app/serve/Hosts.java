package dev.prunella.app.serve;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names we are called, and from where our pages send. A page from elsewhere may lead its
 * own name here (DNS rebinding): so no name is answered to but our own. An address in numbers is
 * nobody's name, and cannot be led anywhere.
 */
final class Hosts {
  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");
  private static final Pattern LOCAL =
      Pattern.compile("localhost(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

  private final String host;
  private final Optional<URI> link;

  Hosts(String host, Optional<URI> link) {
    this.host = host;
    this.link = link;
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  boolean isOurs(@Nullable String named) {
    if (named == null) {
      return false;
    }
    return NUMBERS.matcher(named).matches()
        || LOCAL.matcher(named).matches()
        || named.replaceFirst(":\\d{1,5}$", "").equalsIgnoreCase(host)
        || link.map(URI::getRawAuthority).filter(ours -> ours.equalsIgnoreCase(named)).isPresent();
  }

  /** Whether a browser says that a request was sent by one of our pages, or says nothing. */
  boolean isFromHere(@Nullable String origin, @Nullable String fetchSite, @Nullable String named) {
    if (fetchSite != null && !fetchSite.equals("same-origin") && !fetchSite.equals("none")) {
      return false;
    }
    if (origin == null) {
      return true;
    }
    var from = origin.toLowerCase(Locale.ROOT);
    return (named != null && from.equals("http://" + named.toLowerCase(Locale.ROOT)))
        || link.map(l -> (l.getScheme() + "://" + l.getRawAuthority()).toLowerCase(Locale.ROOT))
            .filter(from::equals)
            .isPresent();
  }
}
