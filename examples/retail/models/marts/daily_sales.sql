-- materialized: interval by day
-- description: what each country bought and took back, a row a day
-- tags: marts
with sold as (
  select
    invoice_date as day,
    country,
    count(distinct invoice_no) as orders,
    count(distinct customer_id) as customers,
    sum(quantity) as units,
    sum(amount) as revenue
  from lines
  where invoice_date >= $interval_start and invoice_date < $interval_end
  group by all
),
taken_back as (
  select invoice_date as day, country, sum(amount) as amount
  from cancellations
  where invoice_date >= $interval_start and invoice_date < $interval_end
  group by all
)
select
  day,
  country,
  coalesce(orders, 0) as orders,
  coalesce(customers, 0) as customers,
  coalesce(units, 0) as units,
  coalesce(revenue, 0) as revenue,
  coalesce(taken_back.amount, 0) as cancelled
from sold
full join taken_back using (day, country)
