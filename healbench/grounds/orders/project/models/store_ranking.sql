-- materialized: full
-- description: which store sold most in each month
-- tags: marts
select
  cast(date_trunc('month', sales_day) as date) as sales_month,
  store_id,
  sum(turnover) as turnover,
  row_number() over (
    partition by date_trunc('month', sales_day)
    order by sum(turnover) desc, store_id
  ) as place
from daily_store_sales
group by date_trunc('month', sales_day), store_id
