package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who approves from elsewhere is whom the token names, in the incident and in the audit chain. */
@ExtendWith(LongHistory.class)
class RemoteApprovalTest {
  @TempDir Path away = Path.of("");
  private final HealShop shop;

  RemoteApprovalTest(HealShop shop) {
    this.shop = shop;
  }

  @Test
  void anApprovalIsItsPersons() {
    shop.mode("propose");
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    shop.heal(day);
    shop.is(day, "proposed");
    try (var served = new ServedShop(shop.shell.folder, shop.clock, false)) {
      var otto = served.elsewhere(away, "otto", Role.OPERATOR);
      assertThat(otto.run("approve", shop.number(day)).exits(Exit.REFUSED).err())
          .contains("approver");
      shop.is(day, "proposed");
      var lea = served.elsewhere(away, "lea-by-token", Role.APPROVER);
      assertThat(lea.ok("approve", shop.number(day)).out()).contains("lea-by-token");
    }
    shop.isHealed(day);
    assertThat(shop.shell.ok("incidents", shop.number(day)).out())
        .contains("lea-by-token")
        .doesNotContain("mallory");
    // Its journal's entry, which names who answered, is in the chain.
    assertThat(shop.shell.ok("audit", "list", "-n", "200").out())
        .contains("answered")
        .doesNotContain("mallory");
    shop.shell.ok("audit", "verify");
  }
}
