-- materialized: interval by moved_on
-- description: what left the shop and what came back, by product and day
-- tags: marts
select
  sale_date as moved_on,
  stock_code,
  'out' as direction,
  sum(units) as units,
  sum(amount) as amount
from lines
where sale_date >= $interval_start and sale_date < $interval_end
group by sale_date, stock_code
union all
select
  returned_on as moved_on,
  stock_code,
  'back' as direction,
  sum(units) as units,
  sum(amount) as amount
from returns
where returned_on >= $interval_start and returned_on < $interval_end
group by returned_on, stock_code
