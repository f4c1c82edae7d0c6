begin;
select plan(2);

-- Points all around awkward centres, poles and longitude 180 among them, some inside of each circle and some outside.
create temporary table people as
select distinct centre.cell as centre, place.cell, private.tile_of(place.cell) as tile,
  cosd(spot.latitude) * cosd(spot.longitude) as x, cosd(spot.latitude) * sind(spot.longitude) as y, sind(spot.latitude) as z
from (select private.location_cell(latitude, longitude) from unnest(array[90, 89.9, 66, 0, -0.01, -45, -89.99]) latitude, unnest(array[-180, -0.01, 179.99]) longitude) centre (cell)
cross join private.cell_centre(centre.cell) middle
cross join unnest(array[0, 0.03, 0.21, 0.24, 0.4, 0.91, 4.4, 4.6]) away
cross join generate_series(0, 345, 15) direction
cross join lateral (select private.location_cell(
  greatest(-90, least(90, middle.latitude + away * cosd(direction))),
  mod(mod((middle.longitude + away * sind(direction) / greatest(0.001, cosd(middle.latitude)) + 180)::numeric, 360) + 360, 360)::double precision - 180)) place (cell)
cross join private.cell_centre(place.cell) spot;

create function tests.left_out(kilometres int) returns bigint language plpgsql as $$
declare
  condition text;
  centre int;
  number bigint;
  total bigint := 0;
begin
  for centre in select distinct people.centre from people loop
    condition := private.within_km_of(centre, kilometres);
    execute format('select count(*) from people person where centre = %s and %s and (%s) is not true', centre, split_part(condition, ' and (', 1), condition)
    into number;
    total := total + number;
  end loop;
  return total;
end $$;
select is((select sum(tests.left_out(kilometres)) from unnest(array[1, 5, 25, 26, 50, 100, 500]) kilometres), 0::numeric, 'the ranges of the index leave out nobody who is in the circle');
select cmp_ok((select count(*) from people), '>', 2000::bigint, 'of many');

select * from finish();
rollback;
