-- materialized: merge by stock_code newest last_sold
-- description: what each product was called, and cost, when it was last sold
-- tags: staging
select
  stock_code,
  last(description order by invoiced_at, invoice_no, description) as description,
  last(unit_price order by invoiced_at, invoice_no, unit_price) as unit_price,
  max(invoice_date) as last_sold
from lines
where invoice_date >= $interval_start and invoice_date < $interval_end
group by stock_code
