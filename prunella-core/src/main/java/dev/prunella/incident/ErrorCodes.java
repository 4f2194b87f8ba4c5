package dev.prunella.incident;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Finds errors in their systems' own notations. */
final class ErrorCodes {
  private static final int MOST = 12;

  private record Notation(String system, Pattern pattern) {}

  // Each pattern starts with fixed letters and has bounded repetitions: linear in the line.
  private static final List<Notation> NOTATIONS =
      List.of(
          notation("sqlstate", "SQLSTATE[:= \\[(]{1,3}([0-9A-Z]{5})\\b"),
          notation("mysql", "\\bERROR (\\d{4}) \\([0-9A-Z]{5}\\)"),
          notation("sqlstate", "\\bERROR \\d{4} \\(([0-9A-Z]{5})\\)"),
          notation("oracle", "\\b(ORA-\\d{5})\\b"),
          notation("sqlserver", "\\bMsg (\\d{2,6}), Level \\d{1,2}"),
          notation("snowflake", "\\b(\\d{6}) \\([0-9A-Z]{5}\\)"),
          notation("sqlstate", "\\b\\d{6} \\(([0-9A-Z]{5})\\)"),
          notation("errno", "\\[Errno (-?\\d{1,4})\\]"),
          notation("errno", "\\b(E[A-Z]{3,12})\\b(?=[: ,)])"),
          notation(
              "exit",
              "(?:exit(?:ed with)? (?:code|status)|return code|exitCode)[:= ]{1,3}(-?\\d{1,3})\\b"),
          notation("signal", "\\b(SIG(?:KILL|TERM|SEGV|ABRT|INT|BUS|HUP))\\b"),
          notation(
              "http", "\\bHTTP(?:/\\d(?:\\.\\d)?| Error| status| code|)[: ]{1,2}([1-5]\\d{2})\\b"),
          notation("http", "\\b([45]\\d{2}) (?:Client|Server) Error\\b"),
          notation(
              "http",
              "\\b(?:status|status code|status_code|statusCode)[\"': =]{1,4}([45]\\d{2})\\b"),
          notation("grpc", "\\b(?:StatusCode\\.|code = |status: )([A-Z][A-Za-z_]{3,24})\\b"),
          notation("aws", "An error occurred \\(([A-Za-z0-9.]{3,60})\\)"),
          notation("aws", "<Code>([A-Za-z0-9.]{3,60})</Code>"),
          notation("spark", "(?<![\\w\\]])\\[([A-Z][A-Z0-9_]{4,80}(?:\\.[A-Z0-9_]{2,80})?)\\]"),
          notation("duckdb", "^([A-Z][A-Za-z]{2,20}(?: [A-Z][A-Za-z]{1,12}){0,2} Error): "),
          notation("clickhouse", "\\bCode: (\\d{1,4})\\. DB::Exception"),
          notation("trino", "\\b([A-Z]{3,20}(?:_[A-Z]{2,20}){1,6})\\b(?=[:)])"),
          notation(
              "kubernetes",
              "\\b(CrashLoopBackOff|ImagePullBackOff|ErrImagePull|OOMKilled|Evicted|FailedScheduling|CreateContainerConfigError|FailedMount|BackoffLimitExceeded|DeadlineExceeded)\\b"),
          notation(
              "exception",
              "\\b((?:[a-z_][\\w]{0,40}\\.){0,10}[A-Z][\\w$]{1,60}(?:Error|Exception|Timeout|Violation|Failure|Detected|Denied))\\b"));

  private ErrorCodes() {}

  private static Notation notation(String system, String pattern) {
    return new Notation(system, Pattern.compile(pattern));
  }

  /** The codes of the lines, the most telling lines first, each once. */
  static List<ErrorCode> in(List<Line> lines) {
    var ordered = new ArrayList<>(lines);
    ordered.sort(java.util.Comparator.comparingDouble(Line::weight).reversed());
    var codes = new LinkedHashSet<ErrorCode>();
    for (var line : ordered) {
      if (line.role() == Line.Role.ECHO) {
        continue;
      }
      for (var notation : NOTATIONS) {
        var matcher = notation.pattern().matcher(line.text());
        while (codes.size() < MOST && matcher.find()) {
          codes.add(new ErrorCode(notation.system(), matcher.group(1)));
        }
      }
    }
    return List.copyOf(codes);
  }
}
