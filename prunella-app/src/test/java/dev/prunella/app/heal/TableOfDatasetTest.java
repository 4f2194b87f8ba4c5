package dev.prunella.app.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.outside.OutsideRun.Alias;
import dev.prunella.outside.OutsideRun.Dataset;
import dev.prunella.refs.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableOfDatasetTest {
  private static final TableName ORDERS = TableName.of("orders");
  private static final TableName SALES = TableName.of("sales", "orders");
  private final TableOfDataset tables = new TableOfDataset(List.of(ORDERS, SALES));

  @Test
  void whatCatalogsPutBeforeANameMakesNoOtherTableOfIt() {
    assertThat(tables.find(named("orders"))).contains(ORDERS);
    assertThat(tables.find(named("default.orders"))).contains(ORDERS);
    assertThat(tables.find(named("prunella.default.orders"))).contains(ORDERS);
    assertThat(tables.find(named("sales.orders"))).contains(SALES);
    assertThat(tables.find(named("prunella.sales.orders"))).contains(SALES);
    assertThat(tables.find(named("/warehouse/orders-7f3e", "prunella.sales.orders")))
        .contains(SALES);
  }

  @Test
  void whatOnlyEndsAsOursDoesIsOursProbably() {
    for (var other :
        List.of(
            "other.public.orders",
            "public.orders",
            "a.b.sales.orders",
            "/data/orders",
            "s3/raw/sales/orders")) {
      assertThat(tables.find(named(other))).as(other).isEmpty();
      var foreign = TableOfDataset.foreign(named(other)).orElseThrow();
      assertThat(tables.probably(foreign))
          .as(other)
          .contains(other.contains("sales") ? SALES : ORDERS);
    }
  }

  @Test
  void whatIsOursOrNobodysIsNotProbablyOurs() {
    assertThat(tables.probably(ORDERS)).isEmpty();
    assertThat(tables.probably(SALES)).isEmpty();
    for (var other : List.of("Orders", "reorders", "orders.v2", "db.order", "/")) {
      assertThat(tables.find(named(other))).as(other).isEmpty();
      assertThat(tables.probably(TableName.of(other))).as(other).isEmpty();
    }
  }

  @Test
  void oddNamesAreNoTables() {
    for (var odd : List.of("..", "a..b", "\"open", "a.\"", ".orders")) {
      assertThat(tables.find(named(odd))).as(odd).isEmpty();
      assertThat(TableOfDataset.foreign(named(odd))).as(odd).isEmpty();
    }
  }

  private static Dataset named(String name, String... aliases) {
    return new Dataset(
        "postgres://db:5432", name, List.of(aliases).stream().map(a -> new Alias("", a)).toList());
  }
}
