create function private.lock_tickets(people uuid[]) returns setof private.match_tickets
language plpgsql volatile
set search_path = ''
as $$
begin
  return query select * from private.match_tickets where person_id = any (people) order by person_id for no key update;
end
$$;
comment on function private.lock_tickets is 'The searches of these people, on which nobody else acts until the transaction ends.';

create function private.try_tickets(people uuid[]) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  kept uuid[] := array(select profile.id from public.profiles profile where profile.id = any (people) order by profile.id for key share skip locked);
begin
  return array(
    select ticket.person_id from private.match_tickets ticket
    where ticket.person_id = any (kept) order by ticket.person_id for no key update skip locked);
end
$$;
comment on function private.try_tickets is '
As lock_tickets, of those on whom nobody acts at this moment, without waiting; returns whose these are. They stay, too: a deletion takes
the person before the ticket, as this does.';

create function private.close_ticket(ticket private.match_tickets) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if ticket.intent is not null and ticket.exposures > 0 then
    insert into private.match_histories as history (person_id, intent, exposures)
    values (ticket.person_id, ticket.intent, ticket.exposures)
    on conflict (person_id, intent) do update set exposures = excluded.exposures, exposed_at = now();
  end if;
  delete from private.match_tickets where person_id = ticket.person_id;
end
$$;
comment on function private.close_ticket is 'Somebody looks no longer; the row is locked. How often they were proposed of late stays.';

create function private.reopen_ticket(ticket private.match_tickets) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  odds private.match_odds := private.match_odds(ticket.person_id, ticket.intent);
begin
  update private.match_tickets reopened
  set proposal_id = null, accepts = null, eta_s = null, gives = odds.gives, gets = odds.gets, newness = odds.newness,
    expires_at = greatest(reopened.expires_at, now() + interval '2 minutes')
  where reopened.person_id = ticket.person_id;
end
$$;
comment on function private.reopen_ticket is 'Somebody goes back to the queue, with the age that the search has; the row is locked.';

create function private.keep_apart(one uuid, other uuid, until timestamptz, reason text) returns void
language sql volatile
set search_path = ''
as $$
  insert into private.match_exclusions as exclusion (low_id, high_id, until, reason)
  values (least(one, other), greatest(one, other), keep_apart.until, keep_apart.reason)
  on conflict (low_id, high_id) do update set until = excluded.until, reason = excluded.reason
    where exclusion.until < excluded.until
$$;
comment on function private.keep_apart is 'These two are not matched before `until`, or before a later time that was set already.';
