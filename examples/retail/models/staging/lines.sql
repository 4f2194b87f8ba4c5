-- materialized: interval by invoice_date
-- description: one row for each sold line
-- tags: staging
select
  InvoiceNo as invoice_no,
  StockCode as stock_code,
  trim(Description) as description,
  Quantity as quantity,
  UnitPrice as unit_price,
  Quantity * UnitPrice as amount,
  cast(CustomerID as bigint) as customer_id,  -- a quarter of the lines name nobody
  Country as country,
  InvoiceDate as invoiced_at,
  cast(InvoiceDate as date) as invoice_date
from raw_invoices
where _interval >= $interval_start and _interval < $interval_end
  and InvoiceNo not like 'C%'
  and Quantity > 0
  and UnitPrice > 0
