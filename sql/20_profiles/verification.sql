create function public.request_verification(statement text, media_ids uuid[] default '{}') returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.ask_for_verification(request_verification.statement, request_verification.media_ids);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.request_verification is '
Asks moderators for the badge: `statement` says in 20 to 2000 characters who the caller is and how that can be checked.
`media_ids` are up to five of the caller''s own completed uploads of purpose verification, which nobody but moderators sees,
and which are deleted with the decision. A repeated request returns the one that waits.
Returns {id, statement, media_ids, status: pending|approved|refused, note, created_at, decided_at}; own requests are read from the
table verification_requests, by these names: `*` is refused, because it is not told who decides.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, INVALID_VERIFICATION, VERIFICATION_PENDING, ALREADY_VERIFIED, CONTENT_REJECTED, RATE_LIMITED.';
grant execute on function public.request_verification to authenticated;

create function public.review_verification(request_id uuid, approve boolean, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.decide_verification(review_verification.request_id, review_verification.approve, review_verification.note);
end
$$;
comment on function public.review_verification is '
For moderators: grants or refuses the badge, and returns the request. `note`, up to 2000 characters, is for the person
to read. The queue is the table verification_requests, of which moderators see everything.
Repeating a decision changes nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_VERIFICATION,
VERIFICATION_NOT_FOUND, VERIFICATION_DECIDED.';
grant execute on function public.review_verification to authenticated;

create function private.verification_view(request public.verification_requests) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', request.id, 'statement', request.statement, 'media_ids', request.media_ids, 'status', request.status, 'note', request.note,
    'created_at', request.created_at, 'decided_at', request.decided_at)
$$;
comment on function private.verification_view is 'A request for the badge, without who decided.';

create function private.ask_for_verification(statement text, media_ids uuid[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  caller uuid := private.active_caller_id();
  wording text := private.trimmed(statement);
  proof uuid[] := coalesce(ask_for_verification.media_ids, '{}');
  waiting public.verification_requests;
begin
  if (length(wording) between 20 and 2000) is not true then
    perform private.raise('INVALID_VERIFICATION', 'statement must have 20 to 2000 characters.', 422);
  end if;
  -- One at a time for each person: a parallel request waits here and then finds the first.
  perform from public.profiles where id = caller for no key update;
  perform private.active_caller_id();
  if (select verified_at from public.profiles where id = caller) is not null then
    perform private.raise('ALREADY_VERIFIED', 'This profile has the badge.', 409);
  end if;
  select * into waiting from public.verification_requests request where request.profile_id = caller and request.status = 'pending';
  if not found then
    perform private.take_token('request_verification', caller::text);
    if proof <> '{}' then
      -- By name, because media are of a later domain.
      execute 'select private.check_verification_media($1, $2)' using caller, proof;
    end if;
    insert into public.verification_requests as request (profile_id, statement, media_ids) values (caller, wording, proof)
    returning * into waiting;
  elsif waiting.statement <> wording or waiting.media_ids <> proof then
    perform private.raise('VERIFICATION_PENDING', 'Another request waits for its decision.', 409);
  end if;
  return private.verification_view(waiting);
end
$$;
comment on function private.ask_for_verification is 'The step of request_verification that writes. Errors: as request_verification.';
grant execute on function private.ask_for_verification to authenticated;

create function private.decide_verification(request_id uuid, approve boolean, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  decision text := case when approve then 'approved' else 'refused' end;
  request public.verification_requests;
begin
  if approve is null or length(note) > 2000 then
    perform private.raise('INVALID_VERIFICATION', 'approve is required, and note has at most 2000 characters.', 422);
  end if;
  select * into request from public.verification_requests asked where asked.id = request_id for update;
  perform private.active_moderator_id();
  -- Nobody decides about themselves; such a request is not theirs to find.
  if request.id is null or request.profile_id = moderator then
    perform private.raise('VERIFICATION_NOT_FOUND', 'There is no such request.', 404);
  end if;
  if request.status = 'pending' then
    update public.verification_requests asked
    set status = decision, note = private.trimmed(decide_verification.note), decided_by = moderator, decided_at = now()
    where asked.id = request_id returning * into request;
    update public.profiles profile set verified_at = now() where profile.id = request.profile_id and approve;
    perform private.emit('verification_review', moderator, request.profile_id, request_id, jsonb_build_object('approved', approve));
    perform private.log_moderation('verification_decided', moderator, jsonb_build_object('request_id', request.id, 'status', request.status));
  elsif request.status <> decision then
    perform private.raise('VERIFICATION_DECIDED', 'This request was decided otherwise.', 409, details => request.status);
  end if;
  return private.verification_view(request);
end
$$;
comment on function private.decide_verification is '
The step of review_verification that writes. Emits verification_review (subject: who asked for the badge, target: the request, details: {approved}).
Errors: as review_verification.';
grant execute on function private.decide_verification to authenticated;
