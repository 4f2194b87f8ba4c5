-- materialized: interval by day
-- description: what was sold of each product, a row a day
-- tags: marts
select
  l.invoice_date as day,
  l.stock_code,
  p.description,
  sum(l.quantity) as units,
  sum(l.amount) as revenue
from lines l
left join products p on p.stock_code = l.stock_code
where l.invoice_date >= $interval_start and l.invoice_date < $interval_end
group by all
