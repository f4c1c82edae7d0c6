-- How much two people have in common is a sum over shared interests, the rare ones counting more. For millions of pairs that has
-- to be one instruction: so an interest is a run of ones as long as it is telling, and what two share is the number of ones in
-- the conjunction of their bits.
create function private.interest_bits(interests text[]) returns bit varying
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(string_agg(
      rpad(case when interest.slug = any (interests)
        then repeat('1', least(16, greatest(1, round(2 * coalesce(weight.idf, 1))::int))) else '' end, 16, '0'), '' order by interest.slug), '')
    from public.interests interest
    left join private.interest_weights weight on weight.interest = interest.slug)::bit varying;
end
$$;
comment on function private.interest_bits is '
Sixteen bits for each interest of the catalogue, by slug: for a chosen one as many ones as twice its idf, rounded, 1 to 16. Written
when a search begins; after a change of the catalogue the bits of older searches have another length and are not compared.';

create function private.place_key(x double precision, y double precision, z double precision) returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  band int := floor((asin(greatest(-1, least(1, z))) / pi() + 0.5) * 65535);
  place int := floor((atan2(y, x) / (2 * pi()) + 0.5) * 65535);
  key bigint := 0;
begin
  if x is null then
    return floor(random() * 4294967296);
  end if;
  for bit in 0..15 loop
    key := key | ((place >> bit & 1)::bigint << 2 * bit) | ((band >> bit & 1)::bigint << 2 * bit + 1);
  end loop;
  return key;
end
$$;
comment on function private.place_key is '
A place on a sphere of radius 1 as its number along a Z-order curve (Morton 1966): what is near on the curve is near on the globe. Drawn
at random where there is none, so that people without a location are found among all others.';
