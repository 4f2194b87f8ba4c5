-- materialized: interval by sales_day
-- description: what each country bought and took back, a row a day
-- tags: marts
with sold as (
  select
    sale_date as sales_day,
    land,
    count(distinct invoice_no) as invoices,
    sum(units) as units,
    sum(amount) as revenue
  from lines
  where sale_date >= $interval_start and sale_date < $interval_end
  group by all
),
given_up as (
  select returned_on as sales_day, land, sum(amount) as refunded
  from returns
  where returned_on >= $interval_start and returned_on < $interval_end
  group by all
)
select
  sales_day,
  land,
  coalesce(regions.region, 'Elsewhere') as region,
  coalesce(sold.invoices, 0) as invoices,
  coalesce(sold.units, 0) as units,
  coalesce(sold.revenue, 0) as revenue,
  coalesce(given_up.refunded, 0) as refunded
from sold
full join given_up using (sales_day, land)
left join regions using (land)
