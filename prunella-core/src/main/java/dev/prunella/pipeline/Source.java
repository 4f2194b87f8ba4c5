package dev.prunella.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a loaded table's rows come from. Values may hold secret references; these are resolved at
 * the last moment, by the adapter.
 */
public sealed interface Source {

  /** Of a source that is loaded interval by interval: the start of a row's interval. */
  public static final String INTERVAL = "_interval";

  /**
   * Files of the project or of this machine.
   *
   * @param pattern a path or glob from the project's folder, in which {@code {interval:PATTERN}}
   *     stands for the interval's start written by a {@link java.time.format.DateTimeFormatter}
   *     pattern
   */
  record Files(String pattern) implements Source {}

  /**
   * A query or table of a database.
   *
   * @param url a JDBC URL
   * @param query one SELECT in the database's own SQL; {@code :interval_start} and {@code
   *     :interval_end} stand for the interval's bounds
   * @param staging where its rows may be put right, if anywhere
   */
  record Jdbc(
      String url,
      Optional<String> user,
      Optional<String> password,
      String query,
      int fetchSize,
      Optional<Staging> staging)
      implements Source {}

  /**
   * JSON from an HTTP server, page by page.
   *
   * @param url in which {@code {interval_start:PATTERN}} and {@code {interval_end:PATTERN}} stand
   *     for the interval's bounds
   * @param headers a value may hold secret references, as in {@code Bearer secret:env/TOKEN}
   * @param timeout for one page, from the request to the last byte
   * @param rows where in the answer the list of rows is, as a JSON pointer (RFC 6901); empty for
   *     the whole
   */
  record Http(String url, Map<String, String> headers, String rows, Paging paging, Duration timeout)
      implements Source {
    public Http {
      headers = Map.copyOf(headers);
    }

    /** The same with a header, in the place of one of that name. */
    public Http sending(String name, String value) {
      var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      more.putAll(headers);
      more.remove(name);
      more.put(name, value);
      return new Http(url, more, rows, paging, timeout);
    }
  }

  /** How an HTTP source says that there is more; each is bounded by {@code mostPages}. */
  sealed interface Paging {
    record None() implements Paging {}

    /**
     * A page's number as a query parameter, until a page has no rows; a 404 after a page shorter
     * than the first means the same.
     */
    record ByNumber(String parameter, int first, int mostPages) implements Paging {}

    /**
     * An offset and a size as query parameters, until a page has no rows. A short page does not end
     * it, since a server may give fewer rows than it is asked for; a 404 or 416 after one does.
     */
    record ByOffset(String offset, String limit, int size, int mostPages) implements Paging {}

    /** A value of the answer, named by a JSON pointer, goes into a query parameter of the next. */
    record ByCursor(String pointer, String parameter, int mostPages) implements Paging {}

    /** The {@code next} link of the {@code Link} header (RFC 8288). */
    record ByLink(int mostPages) implements Paging {}
  }

  /** How bytes become rows. */
  record Format(Kind kind, Map<String, String> options) {

    /** The formats that can be read. */
    public enum Kind {
      CSV,
      JSON,
      PARQUET
    }

    public Format {
      options = Map.copyOf(options);
    }

    public static Format of(Kind kind) {
      return new Format(kind, Map.of());
    }
  }

  /**
   * A declared column.
   *
   * @param type as {@code prunella table import --column} takes it, such as {@code decimal(10,2)}
   */
  record Column(String name, String type) {}

  /** What an interval without rows, or without a file, means. */
  enum OnEmpty {
    /** Nothing is published, the last good data stay; the default. */
    KEEP_LAST_GOOD,
    /** An interval may be empty. */
    ALLOW
  }

  /** What a column means that the table does not have. */
  enum OnNewColumn {
    FAIL,
    /** It is added to the table, null in older rows. */
    ADD,
    IGNORE
  }

  /**
   * A source as the user declares it.
   *
   * @param format how its bytes become rows; a database's rows are always handed over as Parquet
   * @param columns the declared columns; when empty they are inferred from the first batch and
   *     pinned by the table from then on
   * @param byInterval whether each interval has rows of its own; otherwise each load brings all
   */
  record Declared(
      Source from,
      Format format,
      List<Column> columns,
      boolean byInterval,
      OnEmpty onEmpty,
      OnNewColumn onNewColumn,
      Optional<String> owner) {
    public Declared {
      format = from instanceof Jdbc ? Format.of(Format.Kind.PARQUET) : format;
      columns = List.copyOf(columns);
    }

    /** The same from elsewhere. */
    public Declared from(Source other) {
      return new Declared(other, format, columns, byInterval, onEmpty, onNewColumn, owner);
    }
  }
}
