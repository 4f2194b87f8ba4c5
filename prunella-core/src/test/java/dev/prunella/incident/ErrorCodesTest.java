package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {

  private static List<String> codes(String text) {
    return ErrorCodes.in(Salient.of(text)).stream().map(ErrorCode::toString).toList();
  }

  @Test
  void databasesAreRead() {
    assertThat(codes("AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] x. SQLSTATE: 42703"))
        .contains("sqlstate 42703", "spark UNRESOLVED_COLUMN.WITH_SUGGESTION");
    assertThat(codes("ERROR 1146 (42S02): Table 'a.b' doesn't exist"))
        .contains("mysql 1146", "sqlstate 42S02");
    assertThat(codes("ORA-00942: table or view does not exist")).contains("oracle ORA-00942");
    assertThat(codes("100038 (22018): Numeric value 'abc' is not recognized"))
        .contains("snowflake 100038", "sqlstate 22018");
    assertThat(codes("Msg 207, Level 16, State 1\nInvalid column name")).contains("sqlserver 207");
    assertThat(codes("Binder Error: Referenced column \"x\" not found"))
        .contains("duckdb Binder Error");
    assertThat(codes("Code: 241. DB::Exception: Memory limit exceeded")).contains("clickhouse 241");
  }

  @Test
  void systemsAndNetworksAreRead() {
    assertThat(codes("OSError: [Errno 28] No space left on device"))
        .contains("errno 28", "exception OSError");
    assertThat(codes("Error: connect ECONNREFUSED 127.0.0.1:5432")).contains("errno ECONNREFUSED");
    assertThat(codes("Task exited with return code 137")).contains("exit 137");
    assertThat(codes("worker was killed by SIGKILL error")).contains("signal SIGKILL");
    assertThat(codes("HTTPError: 503 Server Error: Service Unavailable for url: x"))
        .contains("http 503");
    assertThat(codes("HTTP Error 429: Too Many Requests")).contains("http 429");
    assertThat(codes("RpcError: status = StatusCode.UNAVAILABLE")).contains("grpc UNAVAILABLE");
    assertThat(codes("An error occurred (AccessDenied) when calling the PutObject operation"))
        .contains("aws AccessDenied");
    assertThat(codes("Reason: OOMKilled error")).contains("kubernetes OOMKilled");
  }

  @Test
  void wordsThatAreNoCodesAreNotTaken() {
    assertThat(codes("the error came at 503 o'clock on page 42703")).isEmpty();
  }
}
