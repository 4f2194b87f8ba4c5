-- materialized: full
-- description: one row for each customer who has ever bought
-- tags: marts
select
  customer_id,
  last(country order by invoiced_at, country) as country,
  min(invoice_date) as first_order,
  max(invoice_date) as last_order,
  count(distinct invoice_no) as orders,
  sum(amount) as revenue
from lines
where customer_id is not null
group by customer_id
