package dev.prunella.local.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;

/**
 * Counts the lines of a CSV file up to a row, as its bytes are: a quoted value may go over several
 * lines, and empty lines are no rows.
 *
 * @param skipped lines before the header
 * @param oneColumn whether an empty line is a row, of an empty value
 */
record CsvLines(char quote, char escape, int skipped, boolean header, boolean oneColumn) {

  /** The line on which a row begins, both counted from 1; 0 where it cannot be said. */
  long lineOf(PartFile file, long row) throws IOException {
    if (file.first() != FirstBytes.TEXT && file.first() != FirstBytes.GZIP) {
      return 0;
    }
    var raw = Files.newInputStream(file.path());
    try (InputStream in =
        new BufferedInputStream(
            file.first() == FirstBytes.GZIP ? new GZIPInputStream(raw) : raw, 1 << 16)) {
      return lineOf(in, row + (header ? 1 : 0));
    }
  }

  private long lineOf(InputStream in, long record) throws IOException {
    long line = 1;
    long begun = 1;
    long records = 0;
    boolean quoted = false;
    boolean empty = true;
    int before = -1;
    for (int c = in.read(); ; before = c, c = in.read()) {
      boolean ends = c < 0 || (!quoted && (c == '\n' || c == '\r'));
      if (ends && !(c == '\n' && before == '\r')) {
        boolean counts = line > skipped && (!empty || (oneColumn && c >= 0));
        if (counts && ++records == record) {
          return begun;
        }
        if (c < 0) {
          return 0;
        }
        line++;
        begun = line;
        empty = true;
      } else if (!ends) {
        empty = false;
        if (c == '\n') {
          line++;
        }
        if (c == quote && line > skipped && (escape == quote || before != escape)) {
          quoted = !quoted;
        }
      }
    }
  }
}
