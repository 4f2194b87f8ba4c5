package dev.prunella.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.secrets.EnvironmentSecrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.local.secrets.SecretFiles;
import dev.prunella.local.secrets.SecretSource;
import dev.prunella.refs.LakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PGPASSWORD", "hunter22", "PIN", "77", "PATH", "/bin", "HOME", "/home/me", "EMPTY", "");

  private final List<String> warnings = new ArrayList<>();
  private final Path folder;
  private final Secrets secrets;

  SecretsTest(@TempDir Path folder) {
    this.folder = folder;
    this.secrets =
        new Secrets(
            List.of(
                new EnvironmentSecrets(ENVIRONMENT),
                new SecretFiles(folder, warnings::add),
                new Vault()),
            new Redaction(),
            warnings::add);
  }

  /** A source as somebody else may write one. */
  private record Vault() implements SecretSource {
    @Override
    public String kind() {
      return "vault";
    }

    @Override
    public String example() {
      return "secret:vault/PATH";
    }

    @Override
    public String reveal(String name) {
      return "kept at " + name;
    }

    @Override
    public boolean isThere(String name) {
      return true;
    }
  }

  @Test
  void whatIsRevealedIsMaskedFromThenOn() {
    assertThat(secrets.redaction().redact("is it hunter22?")).isEqualTo("is it hunter22?");
    assertThat(secrets.reveal("secret:env/PGPASSWORD")).isEqualTo("hunter22");
    assertThat(secrets.reveal("plain value")).isEqualTo("plain value");
    assertThat(secrets.redaction().redact("plain value, hunter22")).isEqualTo("plain value, ***");
    assertThat(secrets.reveal("secret:vault/db/main")).isEqualTo("kept at db/main");
    assertThat(secrets.redaction().redact("kept at db/main")).isEqualTo("***");
  }

  @Test
  void fileIsReadWithoutTheLineEndAtItsEnd() throws Exception {
    write("keys/db", "s3cret é\n");
    write("lines", "one\ntwo\n\n");
    write("windows", "s3cret\r\n");
    write("bare", " s3cret ");
    assertThat(secrets.reveal("secret:file/keys/db")).isEqualTo("s3cret é");
    assertThat(secrets.reveal("secret:file/lines")).isEqualTo("one\ntwo\n");
    assertThat(secrets.reveal("secret:file/windows")).isEqualTo("s3cret");
    assertThat(secrets.reveal("secret:file/bare")).isEqualTo(" s3cret ");
    assertThat(secrets.reveal("secret:file/" + folder.resolve("keys/db"))).isEqualTo("s3cret é");
    assertThat(secrets.redaction().redact("got s3cret.")).isEqualTo("got ***.");
  }

  @Test
  void fileIsReadAnewEachTimeAndBothSecretsAreMasked() throws Exception {
    write("rotated", "first-one");
    secrets.reveal("secret:file/rotated");
    write("rotated", "second-one");
    assertThat(secrets.reveal("secret:file/rotated")).isEqualTo("second-one");
    assertThat(secrets.redaction().redact("first-one second-one")).isEqualTo("*** ***");
  }

  @Test
  void fileThatCannotBeReadSaysWhy() throws Exception {
    write("keys/orders", "x");
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    Files.writeString(folder.resolve("huge"), "x".repeat(70_000));
    assertRefused(
        "secret:file/keys/ordesr",
        folder.resolve("keys/ordesr") + " does not exist; did you mean 'orders'?");
    assertRefused("secret:file/nowhere/at/all", "does not exist");
    assertRefused("secret:file/keys", "is a folder");
    assertRefused("secret:file/binary", "Base64");
    assertRefused("secret:file/huge", "more than 65536 bytes");
    assertRefused("secret:file/nul\0", "names no file");
  }

  @Test
  void fileThatEverybodyCanReadIsWarnedOfOnceAndStillRead() throws Exception {
    write("open", "s3cret");
    Files.setPosixFilePermissions(
        folder.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(secrets.reveal("secret:file/open")).isEqualTo("s3cret");
    assertThat(warnings).singleElement().asString().contains("chmod o-r", "open");
    write("closed", "s3cret");
    secrets.reveal("secret:file/closed");
    assertThat(warnings).hasSize(1);
  }

  @Test
  void secretTooShortToBeMaskedIsWarnedOfOnceWithoutShowingIt() {
    secrets.reveal("secret:env/PIN");
    secrets.reveal("secret:env/PIN");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("secret:env/PIN", "too short")
        .doesNotContain("77");
    assertThat(secrets.reveal("secret:env/EMPTY")).isEmpty();
    assertThat(warnings).last().asString().contains("is empty");
  }

  @Test
  void wrongReferenceNamesTheRightOnes() {
    assertRefused("secret:env/PGPASSWRD", "did you mean 'PGPASSWORD'?");
    assertRefused("secret:env/A B", "write secret:env/NAME");
    assertRefused("secret:enb/PGPASSWORD", "did you mean 'secret:env/...'?");
    assertRefused(
        "secret:nothing", "write secret:env/NAME or secret:file/PATH or secret:vault/PATH");
    assertThat(Secrets.isWellFormed("secret:env/PGPASSWORD")).isTrue();
    assertThat(Secrets.isWellFormed("secret:file//run/secrets/db")).isTrue();
    assertThat(Secrets.isWellFormed("secret:file/")).isFalse();
    assertThat(Secrets.isWellFormed("secret:env/A B")).isFalse();
    assertThat(Secrets.isWellFormed("secret:vault/x")).isFalse();
  }

  @Test
  void referencesInAUrlAreEncodedAndEndWithTheirParameter() throws Exception {
    write("pw", "a&b c");
    assertThat(secrets.revealInUrl("jdbc:x://h/d?password=secret:file/pw&user=secret:env/PIN#x"))
        .isEqualTo("jdbc:x://h/d?password=a%26b+c&user=77#x");
  }

  private void assertRefused(String reference, String reason) {
    assertThatThrownBy(() -> secrets.reveal(reference))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(reason);
  }

  private void write(String name, String content) throws Exception {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
