create function public.look_up_person(person text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.look_up_person(look_up_person.person);
end
$$;
comment on function public.look_up_person is '
For moderators: somebody by username or id, and for admins by e-mail too: as profile_card with {app_role, created_at, deactivated_at, banned,
banned_until: null without an end, shadow_banned, strikes: warnings that still count, open_cases, posts, followers, sessions: how many devices are signed in,
trust: 0 to 1, trust_reasons: [{reason: age|email_verified|badge|strikes, value}]}, and for admins {email, phone, birth_date, email_verified_at}. Each look is in audit_log.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND.';
grant execute on function public.look_up_person to authenticated;

create function private.trust_reasons(account private.accounts, verified_at timestamptz) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_array(
    jsonb_build_object('reason', 'age', 'value', floor(extract(epoch from now() - account.created_at) / 86400)),
    jsonb_build_object('reason', 'email_verified', 'value', account.email_verified_at is not null),
    jsonb_build_object('reason', 'badge', 'value', verified_at is not null),
    jsonb_build_object('reason', 'strikes', 'value', private.strikes(account)))
$$;
comment on function private.trust_reasons is 'What private.trust_of makes of an account: its age in days, whether its address is confirmed, whether it has the badge, and the warnings that halve it.';

create function private.look_up_person(person text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  is_admin boolean := private.is_admin();
  wanted text := lower(private.trimmed(look_up_person.person));
  account private.accounts;
  profile public.profiles;
begin
  select * into account from private.accounts known
  where known.username = ltrim(wanted, '@')
    or pg_input_is_valid(wanted, 'uuid') and known.id = (case when pg_input_is_valid(wanted, 'uuid') then wanted end)::uuid
    or is_admin and known.email = wanted
  limit 1;
  if not found then
    perform private.raise('USER_NOT_FOUND', 'There is nobody of this name.', 404);
  end if;
  select * into strict profile from public.profiles shown where shown.id = account.id;
  perform private.log_moderation('person_looked_up', moderator, jsonb_build_object('person_id', account.id));
  return private.profile_card(profile) || jsonb_build_object('app_role', account.app_role, 'created_at', account.created_at, 'deactivated_at', account.deactivated_at, 'banned', coalesce(account.banned_until > now(), false), 'banned_until', nullif(account.banned_until, 'infinity'),
      'shadow_banned', account.shadow_banned_at is not null,
      'strikes', private.strikes(account),
      'open_cases', (select count(*) from private.cases opened where opened.person_id = account.id and opened.status = 'open' and account.id <> moderator),
      'posts', (select count(*) from public.posts post where post.author_id = account.id and post.deleted_at is null),
      'followers', (select coalesce(sum(stats.followers), 0) from private.graph_stats stats where stats.profile_id = account.id),
      'sessions', (select count(*) from private.live_sessions(account.id)),
      'trust', (select said.trust from private.trust_of(array[account.id], now()) said),
      'trust_reasons', private.trust_reasons(account, profile.verified_at))
    || case when is_admin then jsonb_build_object('email', account.email, 'phone', account.phone, 'birth_date', account.birth_date,
        'email_verified_at', account.email_verified_at) else '{}' end;
end
$$;
comment on function private.look_up_person is 'The step of look_up_person that reads. Errors: as look_up_person.';
grant execute on function private.look_up_person to authenticated;

create function public.person_timeline(user_id uuid, cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.person_timeline(person_timeline.user_id, person_timeline.cursor, person_timeline.page_size);
end
$$;
comment on function public.person_timeline is '
For admins: the audit trail of an account, newest first, a page of [{id, event, ip, user_agent, details, created_at}]. What others did about the account
is in theirs. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, USER_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.person_timeline to authenticated;

create function private.person_timeline(user_id uuid, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  size int := private.page_size(page_size);
  before uuid := private.decode_cursor(cursor);
  found_ids uuid[];
begin
  perform private.active_admin_id();
  if not exists (select from private.accounts account where account.id = person_timeline.user_id) then
    perform private.raise('USER_NOT_FOUND', 'There is nobody of this id.', 404);
  end if;
  found_ids := array(
    select trail.id from private.audit_events trail
    where trail.account_id = person_timeline.user_id and trail.id < before
    order by trail.id desc
    limit size + 1);
  return private.page(
    array(select to_jsonb(trail) - 'account_id' from unnest(found_ids[1:size]) found (id)
      join private.audit_events trail using (id) order by id desc), found_ids, size);
end
$$;
comment on function private.person_timeline is 'The step of person_timeline that reads. Errors: as person_timeline.';
grant execute on function private.person_timeline to authenticated;
