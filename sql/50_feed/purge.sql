-- What the feed forgets. Each call is a batch, so that nobody waits for it long.
create function private.purge_feed() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  purged bigint := 0;
  more bigint;
begin
  -- By the time of its page, of which the index knows the blocks.
  delete from private.feed_served where served_at < now() - interval '3 days';
  get diagnostics more = row_count;
  purged := purged + more;
  delete from private.feed_log where served_at < now() - interval '7 days';
  get diagnostics more = row_count;
  purged := purged + more;
  delete from private.feed_pages where made_at < now() - interval '5 minutes';
  get diagnostics more = row_count;
  return purged + more;
end
$$;
comment on function private.purge_feed is '
Removes what was served more than 3 days ago, the counterfactual log of more than 7 days ago, and ranked lists that nobody pages
through any more; returns how many rows. The worker calls it by schedule.';

create function private.affinity_limit() returns int
language sql immutable parallel safe
set search_path = ''
as $$ select 500 $$;
comment on function private.affinity_limit is 'Of how many authors, and of how many topics, ranking remembers somebody''s taste.';

create function private.purge_tastes() returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  faint double precision := private.heat_of(0.02, now(), private.taste_half_life());
  axis text;
  purged bigint := 0;
  more bigint;
begin
  foreach axis in array array['author', 'topic'] loop
    execute format($sql$
      delete from private.%1$I affinity where affinity.ctid = any (array(
        select faded.ctid from private.%1$I faded
        where coalesce(faded.heat, '-infinity') < $1 and coalesce(faded.skips, '-infinity') < $1
        limit 10000))
    $sql$, axis || '_affinity') using faint;
    get diagnostics more = row_count;
    purged := purged + more;
    -- The strongest of each person stay, for or against.
    execute format($sql$
      delete from private.%1$I affinity where affinity.ctid = any (array(
        select spare.ctid
        from (select person_id from private.%1$I group by person_id having count(*) > private.affinity_limit() limit 100) busy
        cross join lateral (
          select own.ctid from private.%1$I own where own.person_id = busy.person_id
          order by greatest(own.heat, own.skips) desc nulls last, own.%2$I
          offset private.affinity_limit()
        ) spare))
    $sql$, axis || '_affinity', case axis when 'author' then 'author_id' else 'topic' end);
    get diagnostics more = row_count;
    purged := purged + more;
  end loop;
  return purged;
end
$$;
comment on function private.purge_tastes is '
Removes affinities that have faded to a fiftieth of a reaction, and of each person all but the private.affinity_limit() strongest; returns how
many rows. The worker calls it at night until it returns 0.';
