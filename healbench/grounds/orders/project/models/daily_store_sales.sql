-- materialized: interval by sales_day
-- description: what each store sold, a row a day; one that was open and sold nothing counts too
-- tags: marts
with sold as (
  select
    ordered_on as sales_day,
    store_id,
    count(*) as orders_placed,
    count(*) filter (where basket = 'large') as large_orders,
    sum(total_amount) as turnover
  from stg_orders
  where ordered_on >= $interval_start and ordered_on < $interval_end
  group by all
)
select
  cast($interval as date) as sales_day,
  s.store_id,
  s.store_name,
  coalesce(sold.orders_placed, 0) as orders_placed,
  coalesce(sold.large_orders, 0) as large_orders,
  coalesce(sold.turnover, 0) as turnover
from stores s
left join sold on sold.store_id = s.store_id
where s.opened_on < $interval_end
