begin;
select plan(9);

select tests.create_user('alice'), tests.create_user('bob');

select is(private.location_cell(52.5201, 13.4050), private.location_cell(52.5251, 13.4150), 'two streets apart is the same cell');
select isnt(private.location_cell(52.52, 13.40), private.location_cell(52.62, 13.40), '11 km apart is not');
select ok(
  (select bool_and(abs(centre.latitude - place.latitude) < 0.0226
    and abs(centre.longitude - place.longitude) * cosd(place.latitude) < 0.0226 + 0.001)
  from (select 170 * random() - 85 as latitude, 360 * random() - 180 as longitude from generate_series(1, 2000)) place,
    lateral private.cell_centre(private.location_cell(place.latitude, place.longitude)) centre),
  'the middle of a cell is never more than half of 5 km off, in either direction');
select is(
  (select count(*) from (values (90, 180), (-90, -180), (90, -180), (0, 180), (-90, 0)) corner (latitude, longitude)
    where private.location_cell(corner.latitude, corner.longitude) is not null), 5::bigint, 'the poles and longitude 180 have cells');
select is(private.shown_distance_km(private.location_cell(0, 179.99), private.location_cell(0, -179.99)), 5, 'across longitude 180 it is not far');

-- The attack: from many chosen places the distance to somebody is read. If it is the same from every one of them for two
-- places in one cell, then no number of readings tells these places apart.
create function tests.readings() returns int[] language plpgsql as $$
declare
  readings int[] := '{}';
begin
  for step in 1..300 loop
    insert into private.locations (profile_id, latitude, longitude)
    values (tests.user_id('alice'), 52.52 + sind(step * 7) * step / 400.0, 13.4 + cosd(step * 7) * step / 400.0)
    on conflict (profile_id) do update set latitude = excluded.latitude, longitude = excluded.longitude;
    readings := readings || (public.get_profile('bob') ->> 'distance_km')::int;
  end loop;
  return readings;
end
$$;
create temporary table cell as select * from private.cell_centre(private.location_cell(52.52, 13.405));
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('alice'))::text, true);
insert into private.locations (profile_id, latitude, longitude) select tests.user_id('bob'), latitude - 0.022, longitude - 0.035 from cell;
create temporary table south_west as select tests.readings() as readings;
update private.locations set (latitude, longitude) = (select latitude + 0.022, longitude + 0.035 from cell) where profile_id = tests.user_id('bob');
create temporary table north_east as select tests.readings() as readings;
select is((select readings from north_east), (select readings from south_west), 'from 300 places, one corner of a cell reads like the other');
select ok((select count(distinct reading) > 5 from south_west, unnest(readings) reading), 'though the readings do differ among themselves');
update private.locations set latitude = latitude + 0.05 where profile_id = tests.user_id('bob');
select isnt(tests.readings(), (select readings from south_west), 'the next cell reads otherwise');

select tests.authenticate_as(tests.user_id('alice'));
select throws_ok('select from private.locations', '42501', null, 'the places themselves are closed');

select * from finish();
rollback;
