package dev.prunella.local.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteErrorsTest {
  private static final String USER = "by the user " + System.getProperty("user.name");

  @TempDir Path folder = Path.of("");

  private String told(SQLiteErrorCode code, Path file) {
    var told = new SqliteErrors(file).explain(new SQLiteException("it failed", code));
    assertThat(told.problem()).isEqualTo(Problem.STORAGE_FAILED);
    return String.valueOf(told.getMessage());
  }

  @Test
  void whoMayNotWriteIsNamed() throws IOException {
    var file = Files.createFile(folder.resolve("refs.db"));
    assertThat(told(SQLiteErrorCode.SQLITE_READONLY, file))
        .startsWith("the database " + file + " may not be written to " + USER)
        .contains("another reason than the rights");
    assertThat(told(SQLiteErrorCode.SQLITE_CANTOPEN, folder.resolve("gone.db")))
        .contains("cannot be opened for writing " + USER);
  }

  @Test
  void theRightThatIsMissingIsNamed() throws IOException {
    var file = Files.createFile(folder.resolve("refs.db"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeThat(Files.isWritable(file)).as("root may write to every file").isFalse();
    assertThat(told(SQLiteErrorCode.SQLITE_READONLY, file))
        .contains(USER + ": the right to write to the file is missing")
        .doesNotContain("the folder");
  }
}
