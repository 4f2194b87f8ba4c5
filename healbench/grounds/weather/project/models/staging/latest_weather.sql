-- materialized: merge by airport newest observed_at
-- description: the last report of each place
-- tags: staging
select
  airport,
  arg_max(temp_c, observed_at) as temp_c,
  arg_max(wind_ms, observed_at) as wind_ms,
  arg_max(sight, observed_at) as sight,
  max(observed_at) as observed_at
from stg_weather
where observed_on >= $interval_start and observed_on < $interval_end
group by airport
