package dev.prunella.app.rest;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told when something goes wrong: the status, the kind, a sentence. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private Errors() {}

  static Reply reply(RuntimeException e) {
    return switch (e) {
      case LakeException lake -> reply(lake);
      case NoSuchNamespaceException _, NoSuchTableException _, NoSuchViewException _ ->
          reply(404, e);
      case NotFoundException _ -> reply(404, e);
      case NotAuthorizedException _ -> reply(401, e);
      case ForbiddenException _ -> reply(403, e);
      case AlreadyExistsException _, CommitFailedException _, NamespaceNotEmptyException _ ->
          reply(409, e);
      case UnprocessableEntityException _ -> reply(422, e);
      case UnsupportedOperationException _ -> reply(406, e);
      case Refused refused -> reply(refused.status(), e);
      // Not 503: clients try a 503 again, and this may have landed.
      case CommitStateUnknownException _ -> reply(500, e);
      case BadRequestException _, ValidationException _, IllegalArgumentException _ ->
          reply(400, e);
      default -> {
        LOG.error("a request failed", e);
        yield reply(500, "InternalServerError", "the server failed; its log says why");
      }
    };
  }

  private static Reply reply(LakeException e) {
    var problem = e.problem();
    if (problem.status() >= 500 && problem != Problem.TOO_BUSY) {
      LOG.error("a request failed: {}", e.getMessage(), e);
    }
    String sentence = e.getMessage() + ". Try: " + problem.nextStep();
    return switch (problem) {
      // Clients know this kind, and do not retry it.
      case FILE_MISSING -> reply(404, NotFoundException.class.getSimpleName(), sentence);
      case UNKNOWN_FATE -> reply(500, CommitStateUnknownException.class.getSimpleName(), sentence);
      default -> reply(problem.status(), problem.code(), sentence);
    };
  }

  private static Reply reply(int status, RuntimeException e) {
    return reply(status, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
  }

  private static Reply reply(int status, String type, String message) {
    var body =
        ErrorResponse.builder().responseCode(status).withType(type).withMessage(message).build();
    return new Reply(status, Optional.of(body), Optional.empty());
  }

  /** A request that the protocol itself does not let through. */
  static final class Refused extends RuntimeException {
    private final int status;

    Refused(int status, String sentence) {
      super(sentence);
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
