-- materialized: full
-- description: the coldest and the warmest hour of each place so far
-- tags: marts
with ranked as (
  select
    airport,
    temp_c,
    observed_at,
    row_number() over (partition by airport order by temp_c, observed_at) as from_cold,
    row_number() over (partition by airport order by temp_c desc, observed_at) as from_warm
  from stg_weather
  where temp_c is not null
)
select airport, 'coldest' as extreme, temp_c, observed_at
from ranked
where from_cold = 1
union all
select airport, 'warmest' as extreme, temp_c, observed_at
from ranked
where from_warm = 1
