-- materialized: interval by order_date
-- description: one row per order, cleaned
-- tags: staging

-- One SELECT; the file's name is the table. What it reads is found by parsing it.
-- A run for a day replaces that day's rows and leaves the others alone.
select
  order_id,
  cast(ordered_at as date) as order_date,
  upper(trim(country)) as country,
  product,
  quantity,
  amount
from raw_orders
where _interval >= $interval_start and _interval < $interval_end
