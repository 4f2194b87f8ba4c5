package dev.prunella.app.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.prunella.app.access.Role;
import dev.prunella.app.serve.ServeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who looks at a run sees what its programs print without loading the page anew. */
@Timeout(180)
class RunOutputInBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final double PATIENCE = 60_000;

  @TempDir Path folder = Path.of("");

  @Test
  void linesComeAsTheyArePrintedEachOnceAndAsText() throws Exception {
    assumeTrue(
        Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM + ": apt-get install chromium");
    var clock = Clock.systemUTC();
    var shop = RunOutputTest.shop(folder);
    var options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    try (var served = SmallSite.open(shop, clock, true, ServeConfig.Bounds.DEFAULT);
        var playwright = Playwright.create(options);
        var browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run"))
                        .setHeadless(true))) {
      var run = Thread.ofPlatform().start(() -> SmallSite.run(clock, shop, "run"));
      RunOutputTest.awaitFile(shop.resolve(".prunella/printed/run-1.log"));
      var page = browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      var failures = new ArrayList<String>();
      page.onPageError(failures::add);
      page.navigate(served.site.loginLink("ana", Role.OPERATOR));
      page.navigate(served.site.uri() + "/runs/run-1");
      assertThat(page.locator("#output")).containsText("begins with <b>1 & 2</b>", patient());
      page.evaluate("window.loadedOnce = true");
      // Somebody looks elsewhere for a moment, and the connection is lost.
      page.context().setOffline(true);
      page.context().setOffline(false);
      Files.createFile(folder.resolve("go"));
      assertThat(page.locator("#output")).containsText("goes on", patient());
      Files.createFile(folder.resolve("end"));
      run.join();
      // What is over needs no stream: the page has looked again by itself.
      assertThat(page.locator("#output[data-stream]"))
          .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE));
      Assertions.assertThat(page.locator("#output").textContent())
          .containsOnlyOnce("begins with")
          .containsOnlyOnce("goes on");
      Assertions.assertThat(page.evaluate("window.loadedOnce")).isEqualTo(true);
      Assertions.assertThat(failures).isEmpty();
    }
  }

  private static LocatorAssertions.ContainsTextOptions patient() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
  }
}
