-- materialized: merge by customer_id newest last_ordered_at
-- description: when and where each customer bought last
-- tags: marts
select
  customer_id,
  order_id,
  store_id,
  total_amount,
  ordered_at as last_ordered_at
from (
  select
    *,
    row_number() over (partition by customer_id order by ordered_at desc, order_id) as place
  from stg_orders
  where ordered_on >= $interval_start and ordered_on < $interval_end
)
where place = 1
