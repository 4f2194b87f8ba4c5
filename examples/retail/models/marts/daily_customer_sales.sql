-- materialized: interval by day
-- description: what each customer bought, a row a day; nobody's lines are under a customer of none
-- tags: marts
select
  invoice_date as day,
  customer_id,
  count(distinct invoice_no) as orders,
  sum(quantity) as units,
  sum(amount) as revenue
from lines
where invoice_date >= $interval_start and invoice_date < $interval_end
group by all
