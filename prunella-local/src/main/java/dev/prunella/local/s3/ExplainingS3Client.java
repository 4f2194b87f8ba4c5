package dev.prunella.local.s3;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

/** A client that says of each failed call what was asked of whom, and what can be done. */
final class ExplainingS3Client extends DelegatingS3Client {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final String where;

  /**
   * @param where the server, for people
   */
  ExplainingS3Client(S3Client client, String where) {
    super(client);
    this.where = where;
  }

  @Override
  protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
    try {
      return operation.apply(request);
    } catch (AbortedException e) {
      throw e;
    } catch (SdkException e) {
      var reason = reason(e);
      if (reason.isEmpty()) {
        throw e;
      }
      throw new LakeException(Problem.STORAGE_FAILED, subject(request) + ": " + reason.get(), e);
    }
  }

  /** Empty for a missing object: callers expect that, and Iceberg has a name for it. */
  private Optional<String> reason(SdkException exception) {
    return switch (exception) {
      case NoSuchBucketException _ ->
          Optional.of(where + " has no such bucket; create it, or correct the lake's warehouse");
      case S3Exception e when e.statusCode() == NOT_FOUND -> Optional.empty();
      case S3Exception e when e.statusCode() == UNAUTHORIZED || e.statusCode() == FORBIDDEN ->
          Optional.of(
              where
                  + " refuses these credentials ("
                  + e.statusCode()
                  + "); check the lake's io properties and the rights to this bucket: "
                  + e.getMessage());
      case S3Exception e -> Optional.of(where + " answered " + e.getMessage());
      case SdkClientException e -> Optional.of(clientReason(e));
      default -> Optional.of(where + " could not be asked: " + exception.getMessage());
    };
  }

  private String clientReason(SdkClientException exception) {
    // Bounded, for a chain of causes can be a ring.
    Throwable cause = exception;
    for (int depth = 0; depth < 20 && cause != null; depth++, cause = cause.getCause()) {
      switch (cause) {
        case ConnectException e -> {
          return "nobody answers at " + where + ": " + e.getMessage();
        }
        case UnknownHostException e -> {
          return "there is no host of the name " + e.getMessage() + "; check s3.endpoint";
        }
        case SocketTimeoutException e -> {
          return where + " did not answer in time: " + e.getMessage();
        }
        default -> {}
      }
    }
    var said = String.valueOf(exception.getMessage());
    return said.startsWith("Unable to load credentials")
        ? "there are no credentials: set s3.access-key-id and s3.secret-access-key to secret"
            + " references among the lake's io properties, or give the AWS SDK its own ("
            + said
            + ")"
        : where + " could not be asked: " + said;
  }

  private static String subject(S3Request request) {
    var bucket = request.getValueForField("Bucket", String.class).orElse("");
    var key =
        request
            .getValueForField("Key", String.class)
            .or(() -> request.getValueForField("Prefix", String.class))
            .orElse("");
    return "s3://" + bucket + "/" + key;
  }
}
