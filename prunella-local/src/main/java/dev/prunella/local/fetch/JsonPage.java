package dev.prunella.local.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one answer says about itself, found in one pass without holding it: whether it is whole,
 * where its rows are, and what leads to the next.
 *
 * @param rows how many lie at the pointer to the rows; empty when nothing is there
 * @param names of the outermost object, for people
 * @param cursor the value at the pointer to the cursor, when it is there and is not null or empty
 */
record JsonPage(Optional<Long> rows, List<String> names, Optional<String> cursor) {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  private static final int MOST_NAMES = 50;

  /**
   * Reads a kept answer.
   *
   * @throws FetchFailed when it is no JSON, or not all of it
   */
  static JsonPage read(Path file, String name, String rows, Optional<String> cursor) {
    try (var parser = JSON.createParser(file.toFile())) {
      return new Reader(parser, pointer(rows), cursor.map(JsonPage::pointer)).read();
    } catch (JsonEOFException e) {
      throw bad(name + ": the answer is cut off at its byte " + offset(e));
    } catch (JsonProcessingException e) {
      throw bad(
          "%s: the answer is no JSON at its byte %s: %s"
              .formatted(name, offset(e), Quoted.line(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException("a kept answer cannot be read: " + file, e);
    }
  }

  private static long offset(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
  }

  private static FetchFailed bad(String message) {
    return new FetchFailed(
        Kind.BAD_BYTES, message, "run it again; if it goes on, ask whoever runs the server");
  }

  private static JsonPointer pointer(String text) {
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw new FetchFailed(
          Kind.FAILED,
          "'" + text + "' is no JSON pointer (RFC 6901)",
          "write it like /data/items, or leave it empty for the whole answer");
    }
  }

  /** How many rows, or a failure that says what is there instead. */
  long rowsOrFail(String name, String pointer) {
    return rows.orElseThrow(
        () ->
            new FetchFailed(
                Fault.of(
                    Kind.SCHEMA_CHANGED,
                    name
                        + ": the answer has no rows at '"
                        + pointer
                        + "'"
                        + DidYouMean.among(names, pointer.replaceFirst("^/", ""))
                            .map(near -> "; did you mean '/" + Quoted.line(near) + "'?")
                            .orElse("; it has: " + Quoted.line(String.join(", ", names))),
                    "correct rows: in the source, or ask whoever runs the server what changed")));
  }

  /** One pass. */
  private static final class Reader {
    private final JsonParser parser;
    private final JsonPointer rowsAt;
    private final Optional<JsonPointer> cursorAt;
    private final int rowsDepth;
    private final int cursorDepth;
    private final List<String> names = new ArrayList<>();
    private Optional<Long> rows = Optional.empty();
    private Optional<String> cursor = Optional.empty();

    /** How many objects and lists are open. */
    private int depth;

    /** The depth of the list whose elements are rows, while it is open; else -1. */
    private int counting = -1;

    Reader(JsonParser parser, JsonPointer rowsAt, Optional<JsonPointer> cursorAt) {
      this.parser = parser;
      this.rowsAt = rowsAt;
      this.cursorAt = cursorAt;
      this.rowsDepth = depth(rowsAt);
      this.cursorDepth = cursorAt.map(Reader::depth).orElse(-1);
    }

    private static int depth(JsonPointer pointer) {
      int depth = 0;
      for (var p = pointer; !p.matches(); p = p.tail()) {
        depth++;
      }
      return depth;
    }

    JsonPage read() throws IOException {
      // Bounded by the file's length.
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        take(token);
      }
      return new JsonPage(rows, List.copyOf(names), cursor);
    }

    private void take(JsonToken token) throws IOException {
      if (token == JsonToken.FIELD_NAME) {
        if (depth == 1 && names.size() < MOST_NAMES) {
          names.add(parser.currentName());
        }
        return;
      }
      if (token.isStructEnd()) {
        depth--;
        if (depth == counting) {
          counting = -1;
        }
        return;
      }
      value(token);
      if (token.isStructStart()) {
        depth++;
      }
    }

    private void value(JsonToken token) throws IOException {
      if (counting >= 0 && depth == counting + 1) {
        rows = Optional.of(rows.orElse(0L) + 1);
      }
      if (depth == rowsDepth && counting < 0 && isAt(rowsAt, token)) {
        rowsBegin(token);
      }
      if (depth == cursorDepth && token.isScalarValue() && isAt(cursorAt.orElseThrow(), token)) {
        var text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
        boolean none = text.isEmpty() || token == JsonToken.VALUE_FALSE;
        cursor = none ? Optional.empty() : Optional.of(text);
      }
    }

    private void rowsBegin(JsonToken token) {
      if (token == JsonToken.START_ARRAY) {
        rows = Optional.of(rows.orElse(0L));
        counting = depth;
      } else if (token == JsonToken.START_OBJECT) {
        // A single row, or one of several documents that follow each other.
        rows = Optional.of(rows.orElse(0L) + 1);
      } else if (token == JsonToken.VALUE_NULL) {
        rows = Optional.of(rows.orElse(0L));
      }
    }

    /** The path of a list or object that has just begun is that of its parent's current place. */
    private boolean isAt(JsonPointer wanted, JsonToken token) {
      var context = parser.getParsingContext();
      var here = token.isStructStart() ? context.getParent() : context;
      return here.inRoot() ? wanted.matches() : here.pathAsPointer().equals(wanted);
    }
  }
}
