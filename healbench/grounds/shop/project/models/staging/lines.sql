-- materialized: interval by sale_date
-- description: one row for each sold line
-- tags: staging
select
  InvoiceNo as invoice_no,
  StockCode as stock_code,
  trim(Description) as item_text,
  Quantity as units,
  UnitPrice as unit_price,
  Quantity * UnitPrice as amount,
  cast(CustomerID as bigint) as customer_id,  -- some lines are sold to nobody in particular
  Country as land,
  InvoiceDate as sold_at,
  cast(InvoiceDate as date) as sale_date
from raw_sales
where _interval >= $interval_start and _interval < $interval_end
  and InvoiceNo not like 'C%'
  and Quantity > 0
  and UnitPrice > 0
