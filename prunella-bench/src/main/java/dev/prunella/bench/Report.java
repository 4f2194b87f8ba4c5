package dev.prunella.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a benchmark found, for people or as JSON. */
public final class Report {
  private Report() {}

  /** Where and on what it was measured. */
  public static Map<String, Object> machine() {
    var out = new LinkedHashMap<String, Object>();
    out.put("processors", Runtime.getRuntime().availableProcessors());
    out.put("load", load());
    out.put("java", Runtime.version().toString());
    return out;
  }

  /** How many processes wanted to run in the last minute; a shared machine explains much. */
  public static double load() {
    return Samples.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /**
   * The processor time that this process has used, in nanoseconds: where others want the processors
   * too, it says more than the time that went by.
   */
  public static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Two things done in turn: their times, and by how much the first takes longer. */
  public static Map<String, Object> ratio(String one, Samples first, String other, Samples second) {
    var out = new LinkedHashMap<String, Object>();
    out.put(one, first.summary());
    out.put(other, second.summary());
    out.put("ratio_of_medians", Samples.round(first.median() / second.median()));
    return out;
  }

  public static void print(PrintWriter out, boolean json, Map<String, Object> report)
      throws IOException {
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      print(out, "", report);
    }
    out.flush();
  }

  private static void print(PrintWriter out, String indent, Map<?, ?> report) {
    report.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> part && !part.containsKey("p50_ms")) {
            out.println(indent + name);
            print(out, indent + "  ", part);
          } else if (value instanceof Map<?, ?> times) {
            out.printf(
                "%s%-34s p50 %10s ms   p95 %10s ms   %s%s to %s   n %s%n",
                indent,
                name,
                times.get("p50_ms"),
                times.get("p95_ms"),
                times.containsKey("p99_ms") ? "p99 %10s ms   ".formatted(times.get("p99_ms")) : "",
                times.get("min_ms"),
                times.get("max_ms"),
                times.get("n"));
          } else {
            out.printf("%s%-34s %s%n", indent, name, value);
          }
        });
  }
}
