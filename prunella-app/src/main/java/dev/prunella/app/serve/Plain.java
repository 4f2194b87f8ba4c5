package dev.prunella.app.serve;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * What all servers of ours have in common: they say nothing of themselves, neither here nor there.
 */
public final class Plain {
  /** What operating systems say of a port that another program has. */
  private static final String IN_USE = "in use";

  private Plain() {}

  /** Settings that each of them has; its own come after. */
  public static void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
  }

  /**
   * Listens.
   *
   * @param command that listens, as people type it without a port
   * @throws CannotListen when the port is taken, or is not to be had
   */
  public static void listen(Javalin javalin, String host, int port, String command) {
    // Before the library tries: it would say in its own words, too, that it cannot.
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw cannot(host, port, command, e);
    }
    try {
      javalin.start(host, port);
    } catch (RuntimeException e) {
      throw cannot(host, port, command, e);
    }
  }

  private static CannotListen cannot(String host, int port, String command, Exception error) {
    var why = String.valueOf(error.getMessage());
    return why.contains(IN_USE) || error instanceof JavalinBindException
        ? new CannotListen(
            "port " + port + " of " + host + " is in use",
            command + " --port 0 takes any free one",
            error)
        : new CannotListen(
            "cannot listen on port " + port + " of " + host + ": " + why,
            command + " --help tells how to choose another port or host",
            error);
  }

  /** Where a server is found from this machine. */
  public static String uri(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
