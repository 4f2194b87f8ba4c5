package dev.prunella.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.LakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3WarehouseTest {
  private static S3Server server;
  private static S3FileIO files;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException, InterruptedException {
    server = S3Server.start(folder);
    files = server.files();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    files.close();
    server.close();
  }

  @Test
  void filesOfAnyNameAreReadAsTheyWereWritten() throws IOException {
    var location = "s3://lake/round/a b/ü'%.txt";
    write(location, "hello");

    try (var in = files.newInputFile(location).newStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
    }
    assertThat(files.newInputFile(location).getLength()).isEqualTo(5);
  }

  @Test
  void fileIsNeverWrittenTwice() throws IOException {
    write("s3://lake/once/a", "first");

    assertThatThrownBy(() -> write("s3://lake/once/a", "second"))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void listingTellsSizesAndTimes() throws IOException {
    var before = Instant.now().minusSeconds(5).toEpochMilli();
    for (int i = 0; i < 3; i++) {
      write("s3://lake/list/deep/" + i, "x".repeat(i));
    }
    write("s3://lake/listed-not/0", "");

    var found = new ArrayList<FileInfo>();
    files.listPrefix("s3://lake/list/").forEach(found::add);

    assertThat(found)
        .extracting(FileInfo::location)
        .containsExactly("s3://lake/list/deep/0", "s3://lake/list/deep/1", "s3://lake/list/deep/2");
    assertThat(found).extracting(FileInfo::size).containsExactly(0L, 1L, 2L);
    assertThat(found)
        .extracting(FileInfo::createdAtMillis)
        .allMatch(at -> at > before && at < Instant.now().plusSeconds(5).toEpochMilli());
  }

  @Test
  void deletedFilesAreGoneAndDeletingAgainIsNoError() throws IOException {
    write("s3://lake/gone/a", "1");
    write("s3://lake/gone/b", "2");

    files.deleteFiles(List.of("s3://lake/gone/a", "s3://lake/gone/b", "s3://lake/gone/never"));
    files.deleteFile("s3://lake/gone/a");

    assertThat(files.newInputFile("s3://lake/gone/a").exists()).isFalse();
    assertThat(files.listPrefix("s3://lake/gone/")).isEmpty();
  }

  @Test
  void missingObjectIsNamed() {
    assertThatThrownBy(() -> read(files, "s3://lake/none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("s3://lake/none");
  }

  @Test
  void missingBucketIsNamed() {
    assertThatThrownBy(() -> read(files, "s3://puddle/none"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("s3://puddle/none")
        .hasMessageContaining("no such bucket");
    assertThatThrownBy(() -> write("s3://puddle/none", "x"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("no such bucket");
  }

  @Test
  void serverThatDoesNotAnswerIsNamed() throws IOException {
    var nobody = S3Server.nobody();
    try (var unreachable = S3Warehouse.open(S3Server.properties(nobody), value -> value)) {
      assertThatThrownBy(() -> read(unreachable, "s3://lake/none"))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("s3://lake/none: nobody answers at " + nobody);
    }
  }

  @Test
  void secretsAreNeitherTakenInClearNorShown() {
    assertThatThrownBy(
            () ->
                S3Warehouse.open(
                    Map.of("s3.access-key-id", "a", "s3.secret-access-key", "hush"),
                    value -> value))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("s3.secret-access-key is a secret")
        .hasMessageNotContaining("hush");
    assertThat(files.properties())
        .containsKey("s3.endpoint")
        .doesNotContainKeys("s3.access-key-id", "s3.secret-access-key");
    assertThat(files.properties().values()).noneMatch(value -> value.contains("KEY"));
  }

  @Test
  void halfOfThePairOfCredentialsIsRefused() {
    assertThatThrownBy(() -> S3Warehouse.open(Map.of("s3.access-key-id", "a"), value -> value))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("belong together");
  }

  private static void write(String location, String text) throws IOException {
    try (var out = files.newOutputFile(location).create()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static int read(S3FileIO from, String location) throws IOException {
    try (var in = from.newInputFile(location).newStream()) {
      return in.read();
    }
  }
}
