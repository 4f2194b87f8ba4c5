-- materialized: interval by invoice_date
-- description: one row for each line that was taken back
-- tags: staging
select
  InvoiceNo as invoice_no,
  StockCode as stock_code,
  -Quantity as quantity,
  -Quantity * UnitPrice as amount,
  cast(CustomerID as bigint) as customer_id,
  Country as country,
  cast(InvoiceDate as date) as invoice_date
from raw_invoices
where _interval >= $interval_start and _interval < $interval_end
  and InvoiceNo like 'C%'
  and Quantity < 0
