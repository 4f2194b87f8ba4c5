-- materialized: full
-- description: one row for each customer who has ever bought
-- tags: marts
select
  customer_id,
  last(land order by sold_at, land) as land,
  min(sale_date) as first_bought_on,
  max(sale_date) as last_bought_on,
  count(distinct invoice_no) as invoices,
  sum(amount) as revenue
from lines
where customer_id is not null
group by customer_id
