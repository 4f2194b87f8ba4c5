-- materialized: interval by weather_day
-- description: the day's figures of each place
-- tags: marts
select
  w.observed_on as weather_day,
  w.airport,
  coalesce(a.airport_name, 'not on the list') as airport_name,
  min(w.temp_c) as coldest_c,
  max(w.temp_c) as warmest_c,
  cast(avg(w.temp_c) as decimal(6, 2)) as mean_c,
  sum(w.precip_mm) as rain_total_mm,
  count(*) filter (where w.wind_ms >= 8) as windy_hours
from stg_weather w
left join airports a on a.airport = w.airport
where w.observed_on >= $interval_start and w.observed_on < $interval_end
group by w.observed_on, w.airport, a.airport_name
