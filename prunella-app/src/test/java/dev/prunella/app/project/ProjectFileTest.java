package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.LakeConfig.Refs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFileTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aNameIsEnough() throws IOException {
    var project = read("name: acme\n");
    assertThat(project.name()).isEqualTo("acme");
    assertThat(project.lake().refs())
        .isEqualTo(new Refs.Sqlite(folder.resolve(".prunella/lake/lake.db")));
    assertThat(project.lake().warehouse())
        .isEqualTo(folder.resolve(".prunella/lake/warehouse").toString());
  }

  @Test
  void refsAndWarehouseMayLieElsewhere() throws IOException {
    var project =
        read(
            """
            name: acme
            lake:
              refs: jdbc:postgresql://db.example/lake?user=me&password=secret:env/PG
              warehouse: s3://bucket/lake
              io: {s3.endpoint: "http://127.0.0.1:9000", s3.secret-access-key: "secret:env/S3"}
            """);
    assertThat(project.lake().refs()).isInstanceOf(Refs.Postgres.class);
    assertThat(project.lake().refsForPeople()).isEqualTo("jdbc:postgresql://db.example/lake");
    assertThat(project.lake().warehouseIsLocal()).isFalse();
    assertThat(project.lake().io()).containsEntry("s3.secret-access-key", "secret:env/S3");
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    nam: acme
                    lake:
                      refs: jdbc:postgresql://db/lake?password=hunter2
                      warehous: /data
                      io:
                        s3.secret-access-key: hunter2
                    """))
        .isInstanceOfSatisfying(
            ProjectProblems.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "prunella.yaml:1: 'name' is missing",
                        "prunella.yaml:1: unknown key 'nam', did you mean 'name'?",
                        "prunella.yaml:3: a password is never written here; say"
                            + " password=secret:env/NAME",
                        "prunella.yaml:4: unknown key 'lake.warehous', did you mean 'warehouse'?",
                        "prunella.yaml:6: 'lake.io.s3.secret-access-key' is a secret; write"
                            + " secret:env/NAME or secret:file/PATH instead"))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whatIsNoYamlIsToldWithItsLine() {
    assertThatThrownBy(() -> read("name: acme\nlake: [a\n"))
        .hasMessageStartingWith("prunella.yaml:3: ");
    assertThatThrownBy(() -> read("")).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> read("name: a\nname: b\n")).hasMessageContaining("given twice");
    assertThatThrownBy(() -> read("- a\n- b\n")).hasMessageContaining("'key: value' lines");
  }

  @Test
  void theProjectIsFoundFromBelow() throws IOException {
    read("name: acme\n");
    var below = Files.createDirectories(folder.resolve("models/staging"));
    assertThat(Project.around(below)).contains(folder);
  }

  private Project read(String text) throws IOException {
    Files.writeString(folder.resolve(Project.FILE), text);
    return ProjectFile.read(folder);
  }
}
