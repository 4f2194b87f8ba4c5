-- materialized: merge by stock_code newest last_seen_on
-- description: what each product was called, and cost, when it was last sold
-- tags: staging
select
  stock_code,
  item_text,
  unit_price,
  sale_date as last_seen_on
from lines
where sale_date >= $interval_start and sale_date < $interval_end
qualify row_number() over (
  partition by stock_code
  order by sold_at desc, invoice_no desc, unit_price desc, item_text
) = 1
