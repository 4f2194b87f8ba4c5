package dev.prunella.local.attest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an attestation says, read again. What it lacks reads as empty. */
public final class Statement {
  static final String TYPE = "https://in-toto.io/Statement/v1";

  /** The kind and version of what we say about a publication. */
  public static final String PREDICATE = "https://prunella.dev/attestation/publication/v1";

  static final String COMMIT = "commit";
  static final String CODE = "code";
  static final String TABLE = "table/";
  static final String ROWS_HASH = "rowsHash";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode json;

  private Statement(JsonNode json) {
    this.json = json;
  }

  /** Empty if the envelope holds something else. */
  public static Optional<Statement> of(Envelope envelope) {
    try {
      var json = JSON.readTree(envelope.statement());
      return envelope.payloadType().equals(Envelope.IN_TOTO)
              && json.path("_type").asText().equals(TYPE)
              && json.path("predicateType").asText().equals(PREDICATE)
          ? Optional.of(new Statement(json))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private JsonNode predicate() {
    return json.path("predicate");
  }

  /** The commit that is vouched for. */
  public Optional<CommitId> commit() {
    return subject(COMMIT, "sha256").filter(Statement::isHash).map(Statement::commit);
  }

  /** The tree of the project's code that belongs to it. */
  public Optional<String> code() {
    return subject(CODE, "gitTree");
  }

  private Optional<String> subject(String name, String algorithm) {
    for (var subject : json.path("subject")) {
      if (subject.path("name").asText().equals(name)) {
        return text(subject.path("digest"), algorithm);
      }
    }
    return Optional.empty();
  }

  private static boolean isHash(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  private static CommitId commit(String hex) {
    return new CommitId(ObjectId.fromHex(hex));
  }

  private static Optional<String> text(JsonNode json, String name) {
    return json.hasNonNull(name) ? Optional.of(json.path(name).asText()) : Optional.empty();
  }

  private static Optional<ObjectId> hash(JsonNode json, String name) {
    return text(json, name).filter(Statement::isHash).map(ObjectId::fromHex);
  }

  /** The commit of main before it. */
  public Optional<CommitId> before() {
    return text(predicate().path("publication"), "before")
        .filter(Statement::isHash)
        .map(Statement::commit);
  }

  public String attested() {
    return predicate().path("publication").path("attested").asText();
  }

  public Optional<String> run() {
    return text(predicate().path("run"), "id");
  }

  public Optional<String> incident() {
    return text(predicate().path("incident"), "id");
  }

  /** The commit from which the run computed. */
  public Optional<CommitId> base() {
    return text(predicate().path("run"), "base").filter(Statement::isHash).map(Statement::commit);
  }

  /** The chain's head when this was signed. */
  public Optional<AuditHead> audit() {
    var audit = predicate().path("audit");
    return hash(audit, "hash").map(hash -> new AuditHead(audit.path("number").asLong(), hash));
  }

  /** The tables that changed. */
  public List<Published> tables() {
    var tables = new ArrayList<Published>();
    predicate().path("tables").forEach(t -> tables.add(new Published(t)));
    return tables;
  }

  /** What is said of one table. */
  public static final class Published {
    private final JsonNode json;

    private Published(JsonNode json) {
      this.json = json;
    }

    public String name() {
      return json.path("name").asText();
    }

    /** Whether the table is there after the publication. */
    public boolean isThere() {
      return json.has("after");
    }

    public String metadata() {
      return json.path("after").path("metadata").asText();
    }

    public Optional<ObjectId> sha256() {
      return hash(json.path("after"), "sha256");
    }

    /** Rows that came with it, and their hash; of healed publications only. */
    public Optional<String> rows() {
      return text(json.path("after"), ROWS_HASH)
          .map(hash -> json.path("after").path("rows").asLong() + ":" + hash);
    }

    public List<File> added() {
      var files = new ArrayList<File>();
      json.path("after")
          .path("added")
          .forEach(
              f ->
                  files.add(
                      new File(
                          f.path("path").asText(), f.path("bytes").asLong(), hash(f, "sha256"))));
      return files;
    }

    /** The hashes of what its source brought; empty for a table that was not loaded. */
    public Optional<List<ObjectId>> batch() {
      if (!json.has("batch")) {
        return Optional.empty();
      }
      var parts = new ArrayList<ObjectId>();
      json.path("batch").path("parts").forEach(p -> hash(p, "sha256").ifPresent(parts::add));
      return Optional.of(parts);
    }
  }

  /** A file that came with the publication. */
  public record File(String location, long bytes, Optional<ObjectId> sha256) {}

  /** All of it, for those who want to read more than this class reads. */
  public JsonNode json() {
    return json;
  }
}
