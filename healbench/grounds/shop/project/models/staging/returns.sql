-- materialized: interval by returned_on
-- description: one row for each line that was taken back
-- tags: staging
select
  InvoiceNo as invoice_no,
  StockCode as stock_code,
  -Quantity as units,
  -Quantity * UnitPrice as amount,
  cast(CustomerID as bigint) as customer_id,
  Country as land,
  cast(InvoiceDate as date) as returned_on
from raw_sales
where _interval >= $interval_start and _interval < $interval_end
  and InvoiceNo like 'C%'
  and Quantity < 0
