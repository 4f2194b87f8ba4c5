-- materialized: interval by observed_on
-- description: hourly weather in metric units
-- tags: staging
select
  origin as airport,
  observed_at,
  cast(observed_at as date) as observed_on,
  cast(extract(hour from observed_at) as integer) as observed_hour,
  cast((temp - 32) * 5 / 9 as decimal(6, 2)) as temp_c,
  cast((dewp - 32) * 5 / 9 as decimal(6, 2)) as dewp_c,
  cast(humid as decimal(6, 2)) as humid,
  wind_dir,
  cast(wind_speed * 0.44704 as decimal(6, 2)) as wind_ms,
  cast(precip * 25.4 as decimal(8, 2)) as precip_mm,
  cast(pressure as decimal(7, 1)) as pressure,
  case
    when visib >= 10 then 'clear'
    when visib >= 3 then 'hazy'
    when visib is not null then 'poor'
    else 'unknown'
  end as sight
from raw_weather
where _interval >= $interval_start and _interval < $interval_end
