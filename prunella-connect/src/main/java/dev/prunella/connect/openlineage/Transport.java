package dev.prunella.connect.openlineage;

import java.io.IOException;

/** Brings one event to where it belongs. Used by one thread. */
interface Transport extends AutoCloseable {

  /** A place for people, without secrets. */
  String where();

  /**
   * Delivers an event, or says why it could not.
   *
   * @param line JSON, without an end of line
   */
  void deliver(String line) throws IOException, InterruptedException;

  @Override
  void close();
}
