-- materialized: interval by ordered_on
-- description: one row for each purchase, in dollars
-- tags: staging
select
  order_id,
  customer_id,
  store_id,
  cast(subtotal * 0.01 as decimal(12, 2)) as net_amount,
  cast(tax_paid * 0.01 as decimal(12, 2)) as tax_amount,
  cast(order_total * 0.01 as decimal(12, 2)) as total_amount,
  case
    when subtotal >= 2000 then 'large'
    when subtotal >= 1000 then 'medium'
    else 'small'
  end as basket,
  ordered_at,
  cast(ordered_at as date) as ordered_on
from raw_orders
where _interval >= $interval_start and _interval < $interval_end
