-- materialized: full
-- description: orders and revenue by day and country
-- tags: marts

select
  order_date,
  country,
  count(*) as orders,
  sum(amount) as revenue
from stg_orders
group by order_date, country
