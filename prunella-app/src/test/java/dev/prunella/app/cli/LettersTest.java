package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Latin-1 makes letters of any bytes: whether they are what was meant, letters known before say.
 */
class LettersTest {
  private static final String FRENCH = "R\u00e9union";
  private static final String POLISH = "\u0141\u00f3d\u017a";

  @TempDir Path folder = Path.of("");

  private Shell shell = new Shell(folder);

  @BeforeEach
  void start() {
    shell = SmallShop.in(folder, 1);
    for (int day = 1; day < 4; day++) {
      var text = SmallShop.good(day).replace("FR", FRENCH);
      SmallShop.longAgo(shell.write(SmallShop.landing(day), text));
      shell.ok("run", "-i", SmallShop.day(day));
    }
  }

  @Test
  void lettersThatWereNeverThereMayBeOfAnotherEncoding() throws Exception {
    bring(POLISH, Charset.forName("ISO-8859-2"));

    assertThat(healed()).contains("letters that were never there").contains("\u00a3 \u00bc");
  }

  @Test
  void knownOnesSpeakForIt() throws Exception {
    bring(FRENCH, StandardCharsets.ISO_8859_1);

    assertThat(healed()).contains("every letter beyond ASCII was there before");
  }

  private void bring(String country, Charset in) throws Exception {
    var text = SmallShop.good(4).replace("FR", country);
    SmallShop.longAgo(Files.write(folder.resolve(SmallShop.landing(4)), text.getBytes(in)));
    shell.run("run", "-i", SmallShop.day(4)).exits(Exit.HELD);
  }

  private String healed() {
    shell.run("heal");
    return shell.ok("incidents", "1").out();
  }
}
