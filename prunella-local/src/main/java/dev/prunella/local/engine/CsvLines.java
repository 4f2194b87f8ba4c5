package dev.prunella.local.engine;

import java.io.IOException;

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
    long record = row + (header ? 1 : 0);
    long records = 0;
    try (var lines =
        new CsvTextLines(file.text("its lines cannot be counted"), quote, escape, skipped)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        boolean empty = line.equals("\n") || line.equals("\r") || line.equals("\r\n");
        if (lines.begins() && (!empty || oneColumn) && ++records == record) {
          return lines.number();
        }
      }
    }
    return 0;
  }
}
