package dev.prunella.local.refs;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;

/** What PostgreSQL's error codes (its manual, appendix A) mean for a lake. */
final class PostgresErrors {
  private final String shownAs;

  PostgresErrors(String shownAs) {
    this.shownAs = shownAs;
  }

  LakeException explain(SQLException e) {
    return switch (state(e)) {
      case "55P03", "57014", "40001", "40P01", "53300" ->
          problem(Problem.TOO_BUSY, "is busy with others for long", e);
      case "53100" ->
          problem(Problem.STORAGE_FULL, "has no disk space left; nothing was changed", e);
      case "XX001", "XX002" -> problem(Problem.LAKE_DAMAGED, "is damaged", e);
      case "3F000", "42P01" -> problem(Problem.NOT_A_LAKE, "holds no lake", e);
      case "42501" -> problem(Problem.STORAGE_FAILED, "does not permit it to this user", e);
      default -> {
        if (e instanceof SQLDataException && state(e).isEmpty()) {
          yield problem(Problem.LAKE_DAMAGED, "is damaged", e);
        }
        if (e instanceof SQLTransientConnectionException && state(e).isEmpty()) {
          yield problem(Problem.TOO_BUSY, "has no free connection", e);
        }
        yield problem(Problem.STORAGE_FAILED, "failed", e);
      }
    };
  }

  LakeException problem(Problem problem, String what, SQLException e) {
    return new LakeException(
        problem, "the database " + shownAs + " " + what + ": " + e.getMessage(), e);
  }

  String shownAs() {
    return shownAs;
  }

  /**
   * Whether a failed COMMIT surely did nothing, because the server itself refused it. A lost
   * connection decides nothing; nor does 40003, which says so in its name.
   */
  boolean isDecided(SQLException e) {
    var state = state(e);
    return !state.equals("40003")
        && (state.startsWith("23") || state.startsWith("25") || state.startsWith("40"));
  }

  private static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "");
  }
}
