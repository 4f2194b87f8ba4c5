package dev.prunella.app.rest;

import dev.prunella.local.iceberg.LakeCatalog;
import dev.prunella.local.iceberg.LakeCatalogs;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way.
 *
 * @param base the branch that stands before {@code /v1} in the address, where one does
 * @param notes what readers of main should know
 * @param variables what stands in the path, as it was sent
 */
record Call(
    LakeCatalogs catalogs,
    Context http,
    Gate.Grant grant,
    Optional<String> base,
    Map<String, String> variables,
    ReaderNotes notes,
    int maxBytes) {
  /**
   * Clients know no table without a namespace, and a project's tables have none as a rule: they are
   * found in this one.
   */
  static final Namespace HOME = Namespace.of("default");

  private static final char LEVEL_SEPARATOR = '\u001f';

  /** The branch or revision that the request is about. */
  String branch() {
    return variable("prefix");
  }

  /** The catalog to be read. */
  LakeCatalog catalog() {
    grant.requireBranch(branch());
    return catalogs.branchOrRevision(branch(), grant.name());
  }

  /** The catalog to be written. */
  LakeCatalog writable() {
    grant.requireWrite();
    return catalog();
  }

  /** The namespace of tables and views; the empty one where {@link #HOME} stands for it. */
  Namespace namespace() {
    var named = named();
    return isHome(named) ? Namespace.empty() : named;
  }

  /** The namespace as it is named. */
  Namespace named() {
    return levels(variable("namespace"));
  }

  /** Whether a namespace stands for none; one that is really called so comes first. */
  boolean isHome(Namespace named) {
    return named.equals(HOME) && !catalog().namespaceExists(named);
  }

  TableIdentifier table() {
    return TableIdentifier.of(namespace(), variable("table"));
  }

  TableIdentifier view() {
    return TableIdentifier.of(namespace(), variable("view"));
  }

  @Nullable String query(String name) {
    return http.queryParam(name);
  }

  static Namespace levels(String joined) {
    var levels = joined.split(String.valueOf(LEVEL_SEPARATOR), -1);
    for (var level : levels) {
      if (level.isEmpty()) {
        throw new BadRequestException("a namespace has no empty level");
      }
    }
    return Namespace.of(levels);
  }

  <T extends RESTRequest> T body(Class<T> type) {
    return body(type, maxBytes);
  }

  <T extends RESTRequest> T body(Class<T> type, int most) {
    try (var in = http.bodyInputStream()) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Errors.Refused(413, "the request is larger than " + most + " bytes");
      }
      return Json.read(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names are sent percent-encoded, by older clients with {@code +} for a space. */
  private String variable(String name) {
    var raw = variables.get(name);
    if (raw == null) {
      throw new IllegalStateException("the path has no " + name);
    }
    return RESTUtil.decodeString(raw);
  }
}
