package dev.prunella.local.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.prunella.pipeline.Fault.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the list of rows out of an answer that holds more: one row a line, numbers as they are. */
final class JsonRows {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonRows() {}

  /** Writes the rows that the pointer (RFC 6901) names; memory does not grow with their number. */
  static Path extract(PartFile file, String pointer, Path to) throws IOException {
    var name = file.name();
    JsonPointer at;
    try {
      at = JsonPointer.compile(pointer);
    } catch (IllegalArgumentException e) {
      throw new FaultException(
          Kind.FAILED,
          "'" + pointer + "' is no JSON pointer",
          "write it as /data/items; empty stands for the whole");
    }
    try (var in = file.text("rows inside of a zstd file cannot be found");
        var parser = parser(in, at);
        var out =
            JSON.createGenerator(
                Files.newOutputStream(to), com.fasterxml.jackson.core.JsonEncoding.UTF8)) {
      out.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new FaultException(
            Kind.BAD_BYTES,
            name + ": there is no list of rows at '" + pointer + "'",
            "look at the answer; correct 'rows' of the source");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        copy(parser, out);
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw new FaultException(
            Kind.BAD_BYTES,
            name + ": a row at '" + pointer + "' is no object",
            "look at the answer; correct 'rows' of the source");
      }
      return to;
    } catch (JsonParseException e) {
      var where = e.getLocation();
      throw new FaultException(
          Kind.BAD_BYTES,
          "%s:%d: this is not JSON (column %d)"
              .formatted(name, where.getLineNr(), where.getColumnNr()),
          "look at the answer: it may have been cut off");
    } catch (java.io.EOFException e) {
      throw new FaultException(
          Kind.BAD_BYTES, name + ": its compressed bytes are cut off", "fetch it again");
    }
  }

  private static JsonParser parser(InputStream in, JsonPointer at) throws IOException {
    var whole = JSON.createParser(in);
    return at.matches()
        ? whole
        : new FilteringParserDelegate(
            whole, new JsonPointerBasedFilter(at), TokenFilter.Inclusion.ONLY_INCLUDE_ALL, false);
  }

  /** An object with all that is in it; decimals keep their digits. */
  private static void copy(JsonParser parser, JsonGenerator out) throws IOException {
    int depth = 0;
    do {
      var token = parser.currentToken();
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        depth--;
      }
      if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        out.writeNumber(parser.getText());
      } else {
        out.copyCurrentEvent(parser);
      }
    } while (depth > 0 && parser.nextToken() != null);
  }
}
