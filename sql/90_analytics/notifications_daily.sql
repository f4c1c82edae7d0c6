create function analytics.notifications_daily(
  time_zone text default 'UTC', since date default null, until date default null
)
returns table (
  day date, told bigint, likes bigint, comments bigint, follows bigint, messages bigint, others bigint, opened bigint,
  open_rate double precision
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    select counted.day, coalesce(sum(counted.amount) filter (where counted.measure = 'notification'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.part = 'like'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.part in ('comment', 'reply', 'mention')), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.part in ('follow', 'follow_request', 'follow_accept', 'connection_request', 'connection_accept')), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.part in ('message_request', 'missed_call', 'group_add', 'group_invite')), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'notification' and counted.part not in ('like', 'comment', 'reply', 'mention', 'follow',
        'follow_request', 'follow_accept', 'connection_request', 'connection_accept', 'message_request', 'missed_call', 'group_add', 'group_invite')), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'notifications_read'), 0)::bigint,
      coalesce(sum(counted.amount) filter (where counted.measure = 'notifications_read'), 0)::double precision
        / nullif(sum(counted.amount) filter (where counted.measure = 'notification'), 0)
    from private.shown_tallies(time_zone, since, until, null, null, null, array['notification', 'notifications_read']) counted
    group by counted.day
    order by counted.day;
end
$$;
comment on function analytics.notifications_daily is '
For admins: the columns of the view notifications_daily for the days from `since` to `until` as they begin and end in `time_zone`; without them
the 30 days until today. At most 400 days.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function analytics.notifications_daily to authenticated;

create view analytics.notifications_daily with (security_invoker = true) as
  select day, told, likes, comments, follows, messages, others, opened, open_rate
  from analytics.notifications_daily();
comment on view analytics.notifications_daily is '
For admins: what people were told on each of the last 30 days (UTC), and how much of it they opened.
- told: Notifications that were begun on this day: a group of causes about one thing is one.
- likes: Of told: likes.
- comments: Of told: comments, answers and mentions.
- follows: Of told: followers, connections and who asks for either.
- messages: Of told: message requests, missed calls and groups.
- others: Of told: all other kinds.
- opened: Notifications that were marked as read on this day, whenever they were begun.
- open_rate: opened divided by told; null where nothing was told.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant select on analytics.notifications_daily to authenticated;
