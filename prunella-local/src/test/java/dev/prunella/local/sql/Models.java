package dev.prunella.local.sql;

import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A small shop as real DuckDB tables, and models over it as people write them. */
final class Models {
  static final Map<TableName, List<String>> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put(
        TableName.of("raw", "orders"),
        List.of("order_id", "customer_id", "order_date", "Status", "amount", "country", "tags"));
    TABLES.put(
        TableName.of("raw", "customers"), List.of("customer_id", "name", "country", "joined"));
    TABLES.put(
        TableName.of("raw", "payments"),
        List.of("payment_id", "order_id", "method", "amount", "paid_at"));
    TABLES.put(TableName.of("fx_daily"), List.of("currency", "day", "rate"));
    TABLES.put(TableName.of("odd \"t\""), List.of("a b", "é", "select", "info"));
    TABLES.put(TableName.of("tree"), List.of("id", "parent_id", "label"));
  }

  static final KnownTables KNOWN =
      table ->
          TABLES.entrySet().stream()
              .filter(entry -> entry.getKey().matches(table))
              .map(Map.Entry::getValue)
              .findFirst();

  static final KnownTables NOTHING_KNOWN = table -> Optional.empty();

  /** Models of which DuckDB itself says the names and, by changed values, what depends on what. */
  static final List<String> ALL =
      List.of(
          "select order_id, amount as a, amount * 2 as double, 1 as one from raw.orders",
          "select * from raw.orders",
          "from raw.orders",
          "from raw.orders select ORDER_ID, status where amount > 3",
          "select o.*, c.name from raw.orders o join raw.customers c on o.customer_id = c.customer_id",
          "select * from raw.orders join raw.customers using (customer_id)",
          "select * from raw.orders left join raw.customers using (customer_id)",
          "select * from raw.orders right join raw.customers using (customer_id)",
          "select * from raw.orders full join raw.customers using (customer_id)",
          "select * from raw.orders natural join raw.payments",
          "select * from (select * from raw.orders, raw.customers)",
          "select c.*, o.* from raw.orders o join raw.customers c using (customer_id)",
          "select customer_id, o.customer_id, c.customer_id from raw.orders o full join raw.customers c using (customer_id)",
          "select * exclude (amount, tags) from raw.orders",
          "select * replace (amount / 100 as amount) from raw.orders",
          "select o.* exclude (tags) replace (upper(o.country) as country), c.country as home from raw.orders o, raw.customers c where c.customer_id = o.customer_id",
          "select * rename (amount as cents) from raw.orders",
          "select country, sum(amount) as total, count(*) as n from raw.orders group by country",
          "select country, sum(amount) as total from raw.orders where order_date > date '2024-01-02' group by all having count(*) > 1",
          "select country, sum(amount) from raw.orders group by 1 order by 2 desc limit 1",
          "select count(*) from raw.orders",
          "select distinct country from raw.orders",
          "select distinct on (country) country, order_id from raw.orders order by country, amount desc, order_id",
          "select order_id from raw.orders order by amount desc, order_id limit 2",
          "select order_id, row_number() over (partition by country order by amount, order_id) as rn from raw.orders",
          "select order_id from raw.orders qualify row_number() over (partition by country order by amount desc, order_id) = 1",
          "select order_id, sum(amount) over w as running, lag(amount) over w from raw.orders window w as (order by order_date, order_id)",
          "with o as (select * from raw.orders), p as (select order_id, sum(amount) as paid from raw.payments group by 1) select o.order_id, o.amount - coalesce(p.paid, 0) as open from o left join p on o.order_id = p.order_id",
          "with orders as (select order_id, amount from raw.orders where amount > 2), orders2 as (with orders as (select customer_id from raw.customers) select * from orders) select * from orders, orders2",
          "with recursive up(id, top, depth) as (select id, id, 0 from tree where parent_id is null union all select t.id, up.top, depth + 1 from tree t join up on t.parent_id = up.id) select u.id, top, depth, label from up u join tree using (id)",
          "with recursive a(x, y, z) as (select id, 1, 1 from tree union select y, z, x from a) from a",
          "select name, (select max(amount) from raw.orders o where o.customer_id = c.customer_id) as biggest from raw.customers c",
          "select name from raw.customers c where exists (select 1 from raw.orders o where o.customer_id = c.customer_id and amount > 3)",
          "select name from raw.customers where customer_id in (select customer_id from raw.orders where amount > 3)",
          "select name from raw.customers where customer_id not in (select customer_id from raw.orders where country = 'DE')",
          "select name, l.n from raw.customers c, lateral (select count(*) as n from raw.orders o where o.customer_id = c.customer_id) l",
          "select name, country from raw.customers union all select country, cast(amount as varchar) from raw.orders",
          "select country from raw.customers union select country from raw.orders order by country",
          "select country from raw.customers except select country from raw.orders where amount > 4",
          "select customer_id, country from raw.customers intersect select customer_id, country from raw.orders",
          "select customer_id, name from raw.customers union all by name select order_id, customer_id from raw.orders",
          "select o.order_id, o.amount * fx.rate as amount_eur from raw.orders o left join fx_daily fx on fx.currency = o.country and fx.day = o.order_date",
          "select o.order_id, fx.rate from raw.orders o asof join fx_daily fx on o.country = fx.currency and o.order_date >= fx.day",
          "select order_id, case when amount > 3 then 'big' when status = 'x' then country else 'small' end as size from raw.orders",
          "select order_id, unnest(tags) as tag from raw.orders",
          "select order_id, u.tag from raw.orders, unnest(tags) as u(tag)",
          "select order_id, list_transform(tags, lambda t: t || country) as t2, [x || 'y' for x in tags if x > status] as t3, tags.list_filter(lambda q: q <> 'r') as t4 from raw.orders",
          "select info.x, info.y.z, info['x'] as i, \"a b\", é, t.\"select\", t.info.x from \"odd \"\"t\"\"\" t",
          "select t from tree t",
          "select amount as amt, amt + 1 as more, more * 2 as most from raw.orders where amt > 2 order by most",
          "select -amount as amount, order_id from raw.orders order by amount, order_id limit 3",
          "select * from raw.orders semi join raw.customers using (customer_id)",
          "select * from raw.orders o anti join raw.customers c on o.customer_id = c.customer_id and o.country = c.country",
          "select * from (values (1, 'a'), (2, 'b')) v(n, l) join raw.orders o on o.order_id = v.n",
          "values (1, 2), (3, 4)",
          "select v.col0, amount from (values (1)) v, raw.orders",
          "select p, q, order_date from raw.orders as t(p, q)",
          "with c(k, v) as (select customer_id, name from raw.customers) select v, k from c",
          "select x.name from (raw.orders join raw.customers using (customer_id)) x",
          "from (unpivot (select order_id, amount, customer_id from raw.orders) on amount, customer_id into name k value v)",
          "select order_id, any_value(method), string_agg(method, ',' order by payment_id), sum(amount) filter (where method = 'card') as card from raw.payments group by order_id",
          "select country, status, sum(amount) from raw.orders group by grouping sets ((country), (status), ())",
          "select country, grouping(country), count(distinct customer_id) from raw.orders group by rollup (country)",
          "select (select count(*) from raw.customers) as customers, (select sum(amount) from raw.payments) as paid",
          "select raw.orders.amount, raw.customers.name from raw.orders, raw.customers where raw.orders.customer_id = raw.customers.customer_id",
          "select date_trunc('month', order_date)::date as month, round(sum(amount), 2) as revenue, sum(amount) / count(distinct customer_id) as per_head from raw.orders where status <> 'void' group by 1 having sum(amount) > 1 order by month",
          "with a as (select customer_id, amount from raw.orders), b as (select * from a), c as (select customer_id, sum(amount) s from b group by 1), d as (select *, rank() over (order by s desc, customer_id) as r from c) select * exclude (s) from d where r <= 2",
          "select coalesce(o.country, c.country) as country, o.amount from raw.orders o full join raw.customers c on o.customer_id = c.customer_id",
          "select max(order_date) over () - order_date as age, order_id from raw.orders where order_date between date '2024-01-01' and date '2024-01-03'",
          "select order_id, amount > all (select amount from raw.payments) as most from raw.orders",
          "select o1.order_id, o2.order_id from raw.orders o1 join raw.orders o2 on o1.customer_id = o2.customer_id and o1.order_id < o2.order_id",
          "select struct_pack(a := amount, c := country).a as a, {'k': status}.k as k, tags[1] as first_tag from raw.orders",
          "select order_id, (o.amount).abs() as positive from raw.orders o",
          "select id, r from tree, range(id) as rr(r)",
          "select generate_series, label from tree, generate_series(1, parent_id)");

  private Models() {}

  /** The tables, empty. */
  static Connection shop() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (var s = connection.createStatement()) {
      s.execute("create schema raw");
      s.execute(
          "create table raw.orders(order_id int, customer_id int, order_date date, \"Status\" varchar, amount int, country varchar, tags varchar[])");
      s.execute(
          "create table raw.customers(customer_id int, name varchar, country varchar, joined date)");
      s.execute(
          "create table raw.payments(payment_id int, order_id int, method varchar, amount int, paid_at timestamp)");
      s.execute("create table fx_daily(currency varchar, day date, rate int)");
      s.execute(
          "create table \"odd \"\"t\"\"\"(\"a b\" int, é int, \"select\" int, info struct(x int, y struct(z int)))");
      s.execute("create table tree(id int, parent_id int, label varchar)");
    }
    return connection;
  }

  /** A few rows of few values, so that joins meet and conditions divide. */
  static void fill(Connection connection, Random random) throws SQLException {
    for (TableName table : TABLES.keySet()) {
      try (var s = connection.createStatement()) {
        s.execute("delete from " + quoted(table));
        s.execute(
            "insert into "
                + quoted(table)
                + " select "
                + String.join(
                    ", ", TABLES.get(table).stream().map(column -> value(table, column)).toList())
                + " from (select i, (i * 7919 + "
                + random.nextInt(1_000_000)
                + ") as seed from range(7) r(i))");
      }
    }
  }

  /** New values for one column, until {@link #restore}. */
  static void shuffle(Connection connection, TableName table, String column, Random random)
      throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("create or replace temp table kept as from " + quoted(table));
      s.execute(
          "update "
              + quoted(table)
              + " set \""
              + column
              + "\" = "
              + value(table, column)
                  .replace("seed", "(" + random.nextInt(1_000_000) + " + rowid * 7919)")
                  .replaceAll("\\bi\\b", "(rowid % 7)"));
    }
  }

  static void restore(Connection connection, TableName table) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("delete from " + quoted(table));
      s.execute("insert into " + quoted(table) + " from kept");
    }
  }

  static String quoted(TableName table) {
    return String.join(
        ".", table.parts().stream().map(p -> '"' + p.replace("\"", "\"\"") + '"').toList());
  }

  private static String value(TableName table, String column) {
    String number = "(hash(seed, '" + column.replace("\"", "") + "') % 5)::int";
    if (table.name().equals("tree")) {
      // A parent stands before its child, so that no walk goes in circles.
      return switch (column) {
        case "id" -> "i::int";
        case "parent_id" ->
            "case when i = 0 or " + number + " = 0 then null else (hash(seed, 'p') % i)::int end";
        default -> "'n' || " + number;
      };
    }
    return switch (column) {
      case "order_date", "joined", "day" -> "date '2024-01-01' + " + number;
      case "paid_at" -> "timestamp '2024-01-01' + to_hours(" + number + ")";
      case "Status", "method" -> "['x', 'y', 'card', 'void', null][1 + " + number + "]";
      case "country", "currency" -> "['DE', 'JP', 'FR', 'DE', null][1 + " + number + "]";
      case "name" -> "'name' || " + number;
      case "tags" -> "['r' || " + number + ", 'x', 'z']";
      case "info" -> "{'x': " + number + ", 'y': {'z': " + number + "}}";
      default -> number;
    };
  }
}
