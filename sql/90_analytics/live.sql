create function private.live_figures() returns table (name text, value double precision)
language sql stable
set search_path = ''
as $$
  with today as (
    select private.day_begins((now() at time zone 'UTC')::date, 'UTC') as starts, private.quarter_of(now()) + 1 as ends
  )
  select 'online', count(*)::double precision from private.presence present where present.seen_at > now() - private.presence_lifetime()
  union all
  select 'active', private.count_active(ends - 2, ends)::double precision from today
  union all
  select 'daily', private.count_active(starts, ends)::double precision from today
  union all
  select figure.name, coalesce(counted.amount, 0)::double precision
  from today
  cross join (values ('registered', 'registered'), ('posts', 'post'), ('comments', 'comment'), ('messages', 'message'), ('views', 'view'),
    ('reactions', 'post_reaction'), ('follows', 'follow'), ('calls', 'call'), ('matched', 'match'), ('media_failed', 'media_failure')) figure (name, measure)
  cross join lateral (select sum(known.amount) as amount from private.tallied('all', figure.measure, today.starts, today.ends) known) counted
  union all
  select 'searching', count(*)::double precision from private.match_tickets
  union all
  select 'cases_waiting', count(*)::double precision from private.cases where cases.status = 'open'
$$;
comment on function private.live_figures is 'The rows of analytics.live.';

create function private.tell_live() returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.broadcast('admin:live', 'live', jsonb_build_object('at', now(), 'items', (
    select jsonb_agg(to_jsonb(figure)) from private.live_figures() figure)));
end
$$;
comment on function private.tell_live is 'Event `live` on admin:live: {at, items: [{name, value}]}, the rows of analytics.live.';

create function private.topic_admin(id text) returns private.topic_access
language sql stable
set search_path = ''
as $$
  select case when id = 'live' and private.is_admin() then array['broadcast'] else '{}' end, array[]::text[]
$$;
comment on function private.topic_admin is 'admin:live: admins receive what the database sends; nobody sends.';

create function private.shown_live() returns table (name text, value double precision)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  return query select * from private.live_figures();
end
$$;
comment on function private.shown_live is 'The rows of analytics.live. Errors: as there.';
grant execute on function private.shown_live to authenticated;

create view analytics.live with (security_invoker = true) as
  select name, value from private.shown_live();
comment on view analytics.live is '
For admins: this moment and today so far (UTC), a row a figure. While anything happens, event `live` on the Realtime topic admin:live has the same about
once a second: {at, items: [{name, value}]}.
- online: People of whom a sign came within the last minute or so.
- active: Different people who did something in this quarter of an hour or the one before.
- daily: Different people who did something today.
- registered: Accounts that were made today.
- posts: Posts that appeared today.
- comments: Comments that were written today.
- messages: Messages that were sent today.
- views: Views of posts today.
- reactions: Reactions to posts today.
- follows: New followers today.
- calls: People who were called today.
- matched: People who were matched today.
- media_failed: Media that were given up today.
- searching: People who are looking for somebody now.
- cases_waiting: Cases that wait for moderators now.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.live to authenticated;
