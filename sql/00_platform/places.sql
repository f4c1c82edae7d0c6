-- Where people are, as others may know it.
--
-- A distance shown to others is a measurement, and whoever may choose where to measure from finds the place by
-- taking three (trilateration), however the figure is rounded; noise drawn anew averages out. So nothing is ever
-- measured from where a person is: the earth is divided into fixed cells of about 5 km by 5 km, both people are put
-- into the middle of theirs, and only then is the distance taken, and rounded. Everybody in a cell gives the same
-- answer to every question from everywhere, so that no number of questions tells one place of it from another.
-- A cell is a whole number: its band of latitude, counted from the south pole, times 8192, plus its place in the band,
-- counted from longitude -180. A band has as many cells as fit its circumference. Cells side by side are neighbours in
-- number too, which lets an index read a stretch of a band at once.
-- All of this is PL/pgSQL, which keeps its plans: lists ask for every person.
create function private.cells_of_band(band int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return greatest(1, round(8000 * cosd((band + 0.5) * 0.045 - 90))::int);
end
$$;
comment on function private.cells_of_band is 'How many cells of 5 km a band of latitude (0 to 3999, 0.045 degrees each) has.';

create function private.location_cell(latitude double precision, longitude double precision) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  band int := least(3999, floor((latitude + 90) / 0.045));
  cells int := private.cells_of_band(band);
begin
  return band * 8192 + least(cells - 1, floor((longitude + 180) / 360 * cells)::int);
end
$$;
comment on function private.location_cell is 'The cell of about 5 km by 5 km that a place (degrees, WGS 84) is in.';

create function private.cell_centre(cell int, out latitude double precision, out longitude double precision)
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  latitude := (cell / 8192 + 0.5) * 0.045 - 90;
  longitude := (cell % 8192 + 0.5) * 360 / private.cells_of_band(cell / 8192) - 180;
end
$$;
comment on function private.cell_centre is 'The middle of a cell, in degrees.';

create function private.rounded_km(kilometres double precision) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  -- A cell is 5 km and a few metres wide; ten of them are still 50 km.
  return case
    when kilometres <= 5.1 then 5
    when kilometres <= 50.1 then ceil((kilometres - 0.1) / 5) * 5
    when kilometres <= 200.1 then ceil((kilometres - 0.1) / 10) * 10
    else ceil(kilometres / 50) * 50
  end;
end
$$;
comment on function private.rounded_km is 'A distance as people are told it: rounded up to 5 km, from 50 km on to 10, from 200 km on to 50.';

create function private.shown_distance_km(cell int, other_cell int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  a record := private.cell_centre(cell);
  b record := private.cell_centre(other_cell);
begin
  -- The haversine formula, on a sphere of the earth's mean radius.
  return private.rounded_km(2 * 6371 * asin(least(1, sqrt(
    sind((b.latitude - a.latitude) / 2) ^ 2
    + cosd(a.latitude) * cosd(b.latitude) * sind((b.longitude - a.longitude) / 2) ^ 2))));
end
$$;
comment on function private.shown_distance_km is 'How far two cells are apart, from middle to middle, as people are told it.';

create function private.tile_of(cell int) returns int
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  centre record := private.cell_centre(cell);
begin
  return floor((centre.latitude + 90) / 0.36)::int * 1024 + floor((centre.longitude + 180) / 0.36)::int;
end
$$;
comment on function private.tile_of is '
The tile that the middle of a cell is in: 0.36 degrees of latitude times 0.36 of longitude, 1000 in each band; bands times
1024, as cells are numbered.';

create function private.tiles_around(tile int) returns setof int
language sql immutable strict parallel safe rows 9
set search_path = ''
as $$
  -- Around the world, but not over the poles.
  select (band * 1024 + (column_of_tile + 1000) % 1000)
  from generate_series(greatest(tile / 1024 - 1, 0), least(tile / 1024 + 1, 499)) band
  cross join generate_series(tile % 1024 - 1, tile % 1024 + 1) column_of_tile
$$;
comment on function private.tiles_around is 'A tile of private.tile_of and its up to eight neighbours.';

create function private.tiles_within(cell int, kilometres int) returns setof int
language plpgsql immutable strict parallel safe rows 30
set search_path = ''
as $$
declare
  centre record := private.cell_centre(cell);
  -- A degree of latitude is 111.2 km; a cell more on each side, since distances are taken from middle to middle.
  reach double precision := (kilometres + 8) / 111.2;
begin
  return query
  select distinct (band * 1024 + (part + 1000) % 1000)
  from generate_series(greatest(floor((centre.latitude - reach + 90) / 0.36)::int, 0), least(floor((centre.latitude + reach + 90) / 0.36)::int, 499)) band
  cross join lateral (
    -- Towards the poles a degree of longitude shrinks: at the edge of the band that is nearer to them.
    select reach / greatest(cosd(least(89.9, greatest(abs(band * 0.36 - 90), abs((band + 1) * 0.36 - 90)))), 0.002) as breadth
  ) circle
  cross join lateral generate_series(
    floor((centre.longitude - least(breadth, 179.6) + 180) / 0.36)::int, floor((centre.longitude + least(breadth, 179.6) + 180) / 0.36)::int) part;
end
$$;
comment on function private.tiles_within is 'The tiles of private.tile_of that a circle around the middle of a cell may touch, one or two too many.';
