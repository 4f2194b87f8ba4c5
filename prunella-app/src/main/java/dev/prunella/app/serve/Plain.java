package dev.prunella.app.serve;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;

/**
 * What all servers of ours have in common: they say nothing of themselves, neither here nor there.
 */
public final class Plain {
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
   * @param next what else may be tried where that does not go; may be empty
   * @throws LakeException when the port is taken
   */
  public static void listen(Javalin javalin, String host, int port, String next) {
    try {
      javalin.start(host, port);
    } catch (RuntimeException e) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "cannot listen on " + host + ":" + port + ": " + e.getMessage() + next,
          e);
    }
  }

  /** Where a server is found from this machine. */
  public static String uri(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
