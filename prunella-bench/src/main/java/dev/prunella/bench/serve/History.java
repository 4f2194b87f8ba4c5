package dev.prunella.bench.serve;

import dev.prunella.bench.FreshProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;

/** Makes a project that has something to show: days that were run, and some that failed. */
record History(FreshProject project, int days) {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  /** Of so many days one cannot be read. */
  private static final int BAD = 6;

  private static final int ROWS = 200;

  /** Runs each day, and has the healer look at what failed; how many failed. */
  int make() throws IOException {
    int failed = 0;
    for (int day = 0; day < days; day++) {
      var date = FIRST.plusDays(day).format(DateTimeFormatter.ISO_LOCAL_DATE);
      boolean bad = day % BAD == BAD - 1;
      write(project.folder().resolve("landing").resolve(date + ".csv"), date, day, bad);
      int code = project.attempt("run", "-i", date);
      if (code != 0 && !bad) {
        throw new IllegalStateException("the run of " + date + " ended with " + code);
      }
      failed += code == 0 ? 0 : 1;
    }
    project.attempt("heal");
    return failed;
  }

  private static void write(Path file, String date, int day, boolean bad) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("order_id,ordered_at,country,product,quantity,amount");
    for (int row = 0; row < ROWS; row++) {
      lines.add(
          "%d,%s %02d:%02d:00,%s,tea,%d,%s"
              .formatted(
                  day * ROWS + row,
                  date,
                  row % 24,
                  row % 60,
                  row % 2 == 0 ? "DE" : "FR",
                  1 + row % 5,
                  bad && row == ROWS / 2 ? "n/a" : "%d.90".formatted(row % 40)));
    }
    Files.write(file, lines);
  }
}
