package dev.prunella.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server has answered instead of doing a command.
 *
 * @param problem as RFC 9457 has it; an empty object where it was something else
 */
record RemoteRefusal(RemoteServer server, int status, JsonNode problem) {
  private static final int MOST_WORDS = 1000;

  /** Of a server that knows of no such command. */
  static final int GONE = 410;

  /** Whether the command may be at work all the same. */
  boolean mayHaveBegun() {
    // What stands before a server says these for it. Its own "busy" comes before it begins
    // anything.
    return status == 502
        || status == 504
        || (status == 503 && !problem.path("code").asText("").equals("busy"));
  }

  /** Whether the server itself says that nothing is known there of the command. */
  boolean isOfSomethingUnknown() {
    return status == GONE;
  }

  /** Whether the same may be answered otherwise in a moment. */
  boolean isForNow() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  Failure failure() {
    var said = problem.path("detail").asText("");
    var words =
        said.isEmpty()
            ? server + " answered " + status + " and no more"
            : said.length() > MOST_WORDS ? said.substring(0, MOST_WORDS) : said;
    return switch (status) {
      case 200 ->
          of(
              Exit.FAILED,
              "no-server",
              "what answers at " + server + " is no prunella serve",
              "is that the address that prunella serve printed?");
      case 301, 302, 303, 307, 308 ->
          of(
              Exit.REFUSED,
              "redirected",
              server
                  + " sends on to another address, which is not followed: the token is not theirs",
              "name the other address by --server, if it is right");
      case 400 -> told(Exit.USAGE, words, null);
      case 401 ->
          of(
              Exit.REFUSED,
              "who",
              words,
              "prunella token create NAME --role ROLE, in the project's folder there; set "
                  + RemoteServer.TOKEN);
      case 403 -> told(Exit.REFUSED, words, null);
      case 404, 405 ->
          of(
              Exit.FAILED,
              "old-server",
              server + " takes no commands: it is older than this prunella, or something else",
              "update it, or run the command there, without --server");
      case GONE ->
          of(
              Exit.UNKNOWN,
              "not-known",
              "the connection was lost, and " + server + " knows nothing of the command: " + words,
              "look before trying again: prunella status, prunella incidents");
      case 413 -> of(Exit.USAGE, "too-large", words, "make the command shorter");
      case 421 -> of(Exit.USAGE, "not-our-name", words, "name it by the address that it printed");
      case 429, 502, 503, 504 -> told(Exit.BUSY, words, "try again in a moment");
      default -> told(Exit.FAILED, words, null);
    };
  }

  /** In the server's own words, which may say what to do next. */
  private Failure told(Exit exit, String words, @Nullable String otherwise) {
    var code = problem.path("code").asText("");
    var parts = words.split(Pattern.quote(ServedProgram.NEXT), 2);
    return of(
        exit,
        code.matches("[a-z-]{1,40}") ? code : "refused",
        parts[0],
        parts.length > 1 ? parts[1] : otherwise);
  }

  private static Failure of(Exit exit, String code, String message, @Nullable String next) {
    return new Failure(exit, code, message, next);
  }
}
