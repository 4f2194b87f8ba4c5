-- materialized: interval by ordered_on
-- description: the tax that was paid, beside the tax of the store's rate; of five dollars or more
-- tags: marts
select
  o.order_id,
  o.store_id,
  o.net_amount,
  o.tax_amount,
  cast(round(o.net_amount * s.tax_rate, 2) as decimal(12, 2)) as expected_tax,
  o.ordered_on
from stg_orders o
join stores s on s.store_id = o.store_id
where o.ordered_on >= $interval_start and o.ordered_on < $interval_end
  and o.net_amount >= 5
