package dev.prunella.local.s3;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Opens Iceberg's FileIO over a warehouse on S3, or on a server that speaks like it.
 *
 * <p>The properties are Iceberg's own ({@code s3.endpoint}, {@code client.region}, ...). Secrets
 * among them are references, read when the client is made and held by it alone: the FileIO's
 * properties, which catalogs show to their clients, have none. Without any, the default chain of
 * the AWS SDK looks for credentials (environment, profile, container, machine).
 */
public final class S3Warehouse {
  private static final Set<String> SECRETS =
      Set.of(S3FileIOProperties.SECRET_ACCESS_KEY, S3FileIOProperties.SESSION_TOKEN);

  /** The SDK's client over the JDK's own HTTP is the only one that we carry. */
  private static final Map<String, String> OURS =
      Map.of(
          HttpClientProperties.CLIENT_TYPE,
          HttpClientProperties.CLIENT_TYPE_URLCONNECTION,
          HttpClientProperties.URLCONNECTION_CONNECTION_TIMEOUT_MS,
          "10000",
          HttpClientProperties.URLCONNECTION_SOCKET_TIMEOUT_MS,
          "60000");

  /** What servers other than Amazon's want: any region, and the bucket in the path. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          AwsClientProperties.CLIENT_REGION, "us-east-1",
          S3FileIOProperties.PATH_STYLE_ACCESS, "true");

  private S3Warehouse() {}

  /** Whether a location is on S3. */
  public static boolean holds(String location) {
    return location.startsWith("s3://");
  }

  /**
   * A FileIO that the caller closes. Nothing is read from S3 yet. What goes wrong later is a {@link
   * LakeException} that names the object and what to do; only a missing object stays Iceberg's
   * {@code NotFoundException}.
   *
   * @param io Iceberg's properties; values may be secret references
   * @param reveal gives what a reference stands for, and any other value as it is
   * @throws LakeException when a secret is written out in the properties
   */
  public static S3FileIO open(Map<String, String> io, UnaryOperator<String> reveal) {
    requireReferences(io);
    var completed = completed(io);
    var shown = new HashMap<>(completed);
    // Not used, for the client is ours; but without it Iceberg looks for KMS, Glue and DynamoDB.
    shown.put(
        S3FileIOProperties.CLIENT_FACTORY,
        "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory");
    shown.keySet().removeAll(SECRETS);
    shown.remove(S3FileIOProperties.ACCESS_KEY_ID);
    var files = new S3FileIO(() -> client(completed, reveal));
    files.initialize(shown);
    return files;
  }

  private static void requireReferences(Map<String, String> io) {
    for (var name : SECRETS) {
      var value = io.get(name);
      if (value != null && !value.startsWith("secret:")) {
        throw new LakeException(
            Problem.BAD_REQUEST,
            name + " is a secret and is never written out; say where it is: secret:env/NAME");
      }
    }
    if (io.containsKey(S3FileIOProperties.ACCESS_KEY_ID)
        != io.containsKey(S3FileIOProperties.SECRET_ACCESS_KEY)) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          S3FileIOProperties.ACCESS_KEY_ID
              + " and "
              + S3FileIOProperties.SECRET_ACCESS_KEY
              + " belong together: give both, or none to use the environment's");
    }
  }

  private static Map<String, String> completed(Map<String, String> io) {
    var all = new HashMap<>(OURS);
    if (io.containsKey(S3FileIOProperties.ENDPOINT)) {
      all.putAll(ELSEWHERE);
    }
    all.putAll(io);
    return all;
  }

  private static S3Client client(Map<String, String> io, UnaryOperator<String> reveal) {
    var revealed = new HashMap<String, String>();
    io.forEach((name, value) -> revealed.put(name, reveal.apply(value)));
    var s3 = new S3FileIOProperties(revealed);
    var aws = new AwsClientProperties(revealed);
    var where = io.getOrDefault(S3FileIOProperties.ENDPOINT, "Amazon S3");
    try {
      var client =
          S3Client.builder()
              .applyMutation(aws::applyClientRegionConfiguration)
              .applyMutation(new HttpClientProperties(revealed)::applyHttpClientConfigurations)
              .applyMutation(s3::applyEndpointConfigurations)
              .applyMutation(s3::applyServiceConfigurations)
              .applyMutation(builder -> s3.applyCredentialConfigurations(aws, builder))
              .applyMutation(s3::applySignerConfiguration)
              .applyMutation(s3::applyUserAgentConfigurations)
              .applyMutation(s3::applyRetryConfigurations)
              .build();
      return new ExplainingS3Client(client, where);
    } catch (SdkClientException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED,
          "the client of "
              + where
              + " cannot be made: set client.region among the lake's io properties, or AWS_REGION ("
              + e.getMessage()
              + ")",
          e);
    }
  }
}
