package dev.prunella.local.attest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A signed text as DSSE has it (github.com/secure-systems-lab/dsse, version 1), with one signature.
 *
 * @param payload in Base64
 * @param keyId of whoever has signed; nothing that can be relied on
 * @param signature in Base64
 */
public record Envelope(String payloadType, String payload, String keyId, String signature) {
  /** The payload is an in-toto statement. */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  private static final ObjectMapper JSON = new ObjectMapper();

  static Envelope sign(String statement, SigningKey key) {
    var payload = statement.getBytes(StandardCharsets.UTF_8);
    var base64 = Base64.getEncoder();
    return new Envelope(
        IN_TOTO,
        base64.encodeToString(payload),
        key.verifying().id(),
        base64.encodeToString(key.sign(signed(IN_TOTO, payload))));
  }

  /** DSSE's pre-authentication encoding: what is signed. */
  static byte[] signed(String type, byte[] payload) {
    var typeBytes = type.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    try {
      out.write(
          "DSSEv1 %d %s %d "
              .formatted(typeBytes.length, type, payload.length)
              .getBytes(StandardCharsets.UTF_8));
      out.write(payload);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes every byte", e);
    }
    return out.toByteArray();
  }

  /** Whether the key's owner has signed exactly this. */
  public boolean isSignedBy(VerifyingKey key) {
    return key.hasSigned(
        signed(payloadType, Base64.getDecoder().decode(payload)),
        Base64.getDecoder().decode(signature));
  }

  /** What was signed, as text. */
  public String statement() {
    return new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
  }

  public String text() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("payloadType", payloadType);
    json.put("payload", payload);
    json.putArray("signatures").addObject().put("keyid", keyId).put("sig", signature);
    return json.toString();
  }

  /** Empty if it is no envelope with one signature. */
  public static Optional<Envelope> of(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      var signatures = json.path("signatures");
      if (signatures.size() != 1 || !json.path("payload").isTextual()) {
        return Optional.empty();
      }
      var envelope =
          new Envelope(
              json.path("payloadType").asText(),
              json.path("payload").asText(),
              signatures.path(0).path("keyid").asText(),
              signatures.path(0).path("sig").asText());
      Base64.getDecoder().decode(envelope.payload());
      Base64.getDecoder().decode(envelope.signature());
      return Optional.of(envelope);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
