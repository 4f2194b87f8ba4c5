package dev.prunella.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project is read again when what it says may be another, and only then. */
@SuppressWarnings("NullAway.Init") // before each test
class CodeReaderTest {
  private static final TableIdentifier RATES = TableIdentifier.of(Namespace.empty(), "rates");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.optional(1, "rate", Types.LongType.get()));

  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() throws Exception {
    Files.writeString(folder.resolve("prunella.yaml"), "name: prices\n");
    Files.createDirectories(folder.resolve("models"));
    Files.writeString(
        folder.resolve("models").resolve("twice.sql"), "select rate * 2 as twice from rates");
    var project = ProjectFile.read(folder);
    var secrets = new Secrets(Map.of(), folder, new Redaction());
    LocalLake.create(project.lake(), secrets, Clock.systemUTC()).close();
    workspace =
        Workspace.open(
            project, secrets, new Workspace.Host("test", Map.of(), Clock.systemUTC(), _ -> {}));
    workspace.lake().catalogs().branch("main").createTable(RATES, SCHEMA);
  }

  @AfterEach
  void close() {
    workspace.close();
  }

  private void change(String column, boolean add) {
    var schema = workspace.lake().catalogs().branch("main").loadTable(RATES).updateSchema();
    (add ? schema.addColumn(column, Types.LongType.get()) : schema.deleteColumn(column)).commit();
  }

  @Test
  void newRowsAndPropertiesOfMainChangeNothing() {
    var first = workspace.codeTrees().now().project();

    workspace
        .lake()
        .catalogs()
        .branch("main")
        .loadTable(RATES)
        .updateProperties()
        .set("k", "v")
        .commit();

    assertThat(workspace.codeTrees().now().project()).isSameAs(first);
  }

  @Test
  void anotherColumnOfATableThatIsReadMayChangeIt() {
    var first = workspace.codeTrees().now().project();
    change("currency", true);

    assertThat(workspace.codeTrees().now().project()).isNotSameAs(first);
  }

  @Test
  void aDamagedTableIsNoMistakeOfTheFilesThatReadIt() throws Exception {
    var lake = workspace.lake();
    var entry =
        (Entry.Table)
            lake.lake().entry(lake.lake().head("main"), TableName.of("rates").key()).orElseThrow();
    Files.delete(Path.of(entry.metadataLocation().replaceFirst("^file:/*", "/")));

    assertThat(workspace.codeTrees().now().project().graph().tables()).hasSize(1);
  }

  @Test
  void aColumnThatIsGoneIsNoticed() {
    workspace.codeTrees().now();
    change("other", true);
    change("rate", false);

    assertThatThrownBy(() -> workspace.codeTrees().now())
        .isInstanceOf(ProjectProblems.class)
        .hasMessageContaining("rate");
  }

  @Test
  void anotherTableOfMainMayChangeIt() {
    var first = workspace.codeTrees().now().project();
    workspace
        .lake()
        .catalogs()
        .branch("main")
        .createTable(TableIdentifier.of(Namespace.empty(), "costs"), SCHEMA);

    assertThat(workspace.codeTrees().now().project()).isNotSameAs(first);
  }
}
