package dev.prunella.app.rest;

import java.util.Optional;

/**
 * An answer.
 *
 * @param body written as JSON
 * @param etag names the state of what was asked for
 */
record Reply(int status, Optional<Object> body, Optional<String> etag) {

  static Reply of(Object body) {
    return new Reply(200, Optional.of(body), Optional.empty());
  }

  static Reply of(Object body, Optional<String> etag) {
    return new Reply(200, Optional.of(body), etag);
  }

  static Reply done() {
    return new Reply(204, Optional.empty(), Optional.empty());
  }

  static Reply notModified(String etag) {
    return new Reply(304, Optional.empty(), Optional.of(etag));
  }
}
