package dev.prunella.bench.heal.load;

import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** From the end of a run that did not come through to the publication that heals it. */
final class TimeToHeal {
  /** With fewer earlier intervals no remedy is proved by what values were like. */
  static final int HISTORY = 32;

  private final LargeSales sales;
  private final LoadedHealer healer;
  private int day;

  private TimeToHeal(LargeSales sales, LoadedHealer healer) {
    this.sales = sales;
    this.healer = healer;
  }

  /** A fault of an interval that is to be run next. */
  private interface Fault {
    void strike(int day) throws SQLException, IOException;
  }

  /**
   * Measures.
   *
   * @param history good intervals before
   */
  static Measured measure(Path folder, int rows, int rounds, int history)
      throws IOException, SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var healer = LoadedHealer.in(folder, LargeSales.FILES)) {
      var sales = new LargeSales(folder, connection, rows);
      var time = new TimeToHeal(sales, healer);
      for (int i = 0; i < history; i++) {
        time.goodDay();
      }
      return time.measure(rows, rounds);
    }
  }

  private Measured measure(int rows, int rounds) throws IOException, SQLException {
    var classes = new LinkedHashMap<String, Fault>();
    classes.put("column_renamed", sales::bringRenamed);
    classes.put("file_twice", sales::bringTwice);
    classes.put("bad_rows", sales::bringWithBadRows);
    classes.put(
        "model_broken",
        day -> {
          sales.bring(day);
          sales.breakModel();
        });
    var figures = new LinkedHashMap<String, Object>();
    figures.put("rows", rows);
    var unhealed = new ArrayList<String>();
    for (var one : classes.entrySet()) {
      figures.put(one.getKey(), rounds(one.getKey(), one.getValue(), rounds, unhealed));
    }
    figures.put("table_dropped", dropped(rounds, unhealed));
    figures.put("not_healed", unhealed);
    return new Measured(figures, unhealed.isEmpty());
  }

  private void goodDay() throws IOException, SQLException {
    sales.bring(day);
    var run = healer.run(LargeSales.PIPELINE, LargeSales.label(day));
    if (!run.complete()) {
      throw new IOException("a good day was not published: " + run.closed());
    }
    day++;
  }

  private Map<String, Object> rounds(String name, Fault fault, int rounds, List<String> unhealed)
      throws IOException, SQLException {
    var wall = new Samples();
    var processor = new Samples();
    for (int round = 0; round < rounds; round++) {
      fault.strike(day);
      var run = healer.run(LargeSales.PIPELINE, LargeSales.label(day));
      day++;
      if (run.complete()) {
        unhealed.add(name + ": nothing was noticed");
      } else {
        long cpu = Report.cpuNanos();
        long start = System.nanoTime();
        var id = healer.healing.after(run).orElseThrow();
        var healed = healer.healing.heal(id, new Cancellation());
        if (healed.closed().filter(c -> c.end() == End.HEALED).isPresent()) {
          wall.add(System.nanoTime() - start);
          processor.add(Report.cpuNanos() - cpu);
        } else {
          unhealed.add(name + ": " + healer.healing.sentence(healed));
        }
      }
      sales.mendModel();
      healer.later(Duration.ofDays(1));
    }
    return told(wall, processor);
  }

  /** Somebody drops a table of main; the time is from then on. */
  private Map<String, Object> dropped(int rounds, List<String> unhealed) {
    var wall = new Samples();
    var processor = new Samples();
    // Each once: who drops a table again that was put back is asked.
    for (var name : LargeSales.TABLES.subList(0, Math.min(rounds, LargeSales.TABLES.size()))) {
      var table = TableIdentifier.of(Namespace.empty(), name);
      healer.healing.wake(new Cancellation());
      healer.workspace.lake().catalogs().branch(Ref.MAIN).dropTable(table, false);
      long cpu = Report.cpuNanos();
      long start = System.nanoTime();
      healer.healing.guard();
      if (healer.workspace.lake().catalogs().branch(Ref.MAIN).tableExists(table)) {
        wall.add(System.nanoTime() - start);
        processor.add(Report.cpuNanos() - cpu);
      } else {
        unhealed.add("table_dropped: " + name + " is not there");
      }
      healer.later(Duration.ofDays(1));
    }
    return told(wall, processor);
  }

  private static Map<String, Object> told(Samples wall, Samples processor) {
    var out = new LinkedHashMap<String, Object>();
    out.put("healed", wall.count());
    if (wall.count() > 0) {
      out.put("time", wall.summary());
      out.put("processor_time", processor.summary());
    }
    return out;
  }
}
