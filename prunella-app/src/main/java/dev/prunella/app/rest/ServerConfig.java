package dev.prunella.app.rest;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * How the lake is served.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param tokens who may come in; without any, only this machine is served
 * @param maxRequestBytes larger requests are refused
 * @param maxRequests how many requests are worked on at once; more are asked to come again
 * @param idleTimeout after which a silent connection is closed
 * @param stopTimeout how long requests at work are waited for when the server closes
 */
public record ServerConfig(
    String host,
    int port,
    List<AccessToken> tokens,
    int maxRequestBytes,
    int maxRequests,
    Duration idleTimeout,
    Duration stopTimeout) {

  public ServerConfig {
    tokens = List.copyOf(tokens);
    if (tokens.isEmpty() && !isLoopback(host)) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "without a token only this machine can be served, and '"
              + host
              + "' can be reached from others: give a token, or listen on 127.0.0.1");
    }
  }

  /** This machine only. */
  public static ServerConfig loopback(int port) {
    return on("127.0.0.1", port, List.of());
  }

  public static ServerConfig on(String host, int port, List<AccessToken> tokens) {
    return new ServerConfig(
        host, port, tokens, 32 << 20, 256, Duration.ofSeconds(60), Duration.ofSeconds(10));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new LakeException(Problem.BAD_REQUEST, "there is no host '" + host + "'", e);
    }
  }
}
