-- How many people or things are in some state at this moment is not counted each second: whoever changes the state notes one more or one less, and the
-- reader of the log adds these up. Nobody waits for a shared counter, and what a look costs does not grow with what it counts.
-- Unlogged, as presence is: what a crash takes is counted once again from the rows.
create unlogged table private.live_counts (
  figure text not null,
  amount bigint not null,
  is_total boolean not null default false,
  id bigint generated always as identity primary key
);
alter table private.live_counts enable row level security;
create unique index live_counts_total on private.live_counts (figure) where is_total;
comment on table private.live_counts is 'Of each figure of private.live_rows its total at the last adding up, and what has changed since.';

create function private.note_live() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.live_counts (figure, amount) values (tg_argv[0], tg_argv[1]::int);
  return null;
end
$$;
comment on function private.note_live is 'Trigger: of the figure that its first argument names there is one more, or one less (1 or -1).';

create trigger note_online after update of told on private.presence
  for each row when (old.told is null and new.told is not null) execute function private.note_live('online', '1');
create trigger note_offline after update of told on private.presence
  for each row when (old.told is not null and new.told is null) execute function private.note_live('online', '-1');
create trigger note_gone after delete on private.presence
  for each row when (old.told is not null) execute function private.note_live('online', '-1');
create trigger note_searching after insert on private.match_tickets
  for each row execute function private.note_live('searching', '1');
create trigger note_found after delete on private.match_tickets
  for each row execute function private.note_live('searching', '-1');
create trigger note_opened after insert on private.cases
  for each row when (new.status = 'open') execute function private.note_live('cases_waiting', '1');
create trigger note_reopened after update of status on private.cases
  for each row when (old.status <> 'open' and new.status = 'open') execute function private.note_live('cases_waiting', '1');
create trigger note_decided after update of status on private.cases
  for each row when (old.status = 'open' and new.status <> 'open') execute function private.note_live('cases_waiting', '-1');
create trigger note_dropped after delete on private.cases
  for each row when (old.status = 'open') execute function private.note_live('cases_waiting', '-1');

create function private.live_rows() returns table (figure text, amount bigint)
language sql stable
set search_path = ''
as $$
  select 'online', count(*) from private.presence where told is not null
  union all
  select 'searching', count(*) from private.match_tickets
  union all
  select 'cases_waiting', count(*) from private.cases where status = 'open'
$$;
comment on function private.live_rows is 'What private.live_counts comes to, counted row by row.';

create function private.add_up_live() returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if (select count(*) from private.live_counts where is_total) < 3 then
    insert into private.live_counts (figure, amount, is_total)
    select counted.figure, counted.amount - coalesce((select sum(noted.amount) from private.live_counts noted where noted.figure = counted.figure), 0), true
    from private.live_rows() counted
    where not exists (select from private.live_counts total where total.figure = counted.figure and total.is_total)
    on conflict do nothing;
  end if;
  with noted as (
    delete from private.live_counts where not is_total returning figure, amount
  )
  update private.live_counts total set amount = total.amount + change.amount
  from (select figure, sum(amount) as amount from noted group by figure) change
  where total.figure = change.figure and total.is_total;
end
$$;
comment on function private.add_up_live is '
Adds what has been noted to the totals; begins them where there are none, first of all and after a crash. The reader of the log calls it.';

create function private.live_counted() returns table (figure text, amount bigint)
language plpgsql stable
set search_path = ''
as $$
begin
  if (select count(*) from private.live_counts where is_total) < 3 then
    return query select * from private.live_rows();
  else
    return query select known.figure, sum(known.amount)::bigint from private.live_counts known group by known.figure;
  end if;
end
$$;
comment on function private.live_counted is 'How many people are online, how many look for somebody, and how many cases wait, at this moment.';

create function private.live_figures() returns table (name text, value double precision)
language sql stable
set search_path = ''
as $$
  with today as (
    select private.day_begins((now() at time zone 'UTC')::date, 'UTC') as starts, private.quarter_of(now()) + 1 as ends
  )
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
  select known.figure, known.amount::double precision from private.live_counted() known
$$;
comment on function private.live_figures is 'The rows of analytics.live.';

create function private.tell_live() returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.add_up_live();
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
- online: People who are online or away, as their contacts have been told.
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
