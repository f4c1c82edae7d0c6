create function public.set_viral_veto(post_id uuid, vetoed boolean, note text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.set_viral_veto(set_viral_veto.post_id, set_viral_veto.vetoed, set_viral_veto.note);
exception when sqlstate 'PGRST' then
  return private.refuse(sqlerrm);
end
$$;
comment on function public.set_viral_veto is '
For moderators: keeps a post from being offered to everybody, at once and for good, or (vetoed: false) lets its velocity decide again. `note`, 1 to
2000 characters, says why, for other moderators; nobody else learns of it. Returns {post_id, vetoed, note, created_at}. Repeating it changes
nothing. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, POST_NOT_FOUND, INVALID_ARGUMENT.';
grant execute on function public.set_viral_veto to authenticated;

create function private.set_viral_veto(post_id uuid, vetoed boolean, note text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  reason text := private.trimmed(note);
  author uuid;
  veto private.viral_vetoes;
begin
  if vetoed is null or vetoed and (length(reason) between 1 and 2000) is not true then
    perform private.raise('INVALID_ARGUMENT', 'vetoed is required, and a veto needs a note of 1 to 2000 characters.', 422);
  end if;
  -- Locked before it is looked at, so that it does not go in between; the moderator first, as people come before posts.
  perform private.keep_people(array[moderator]);
  select post.author_id into author from public.posts post where post.id = set_viral_veto.post_id for key share;
  if author is null then
    perform private.raise('POST_NOT_FOUND', 'There is no such post.', 404);
  end if;
  perform private.active_moderator_id();
  if author = moderator and not vetoed then
    perform private.raise('NOT_ALLOWED', 'Nobody lifts the veto on a post of their own.', 403);
  end if;
  if vetoed then
    insert into private.viral_vetoes (post_id, moderator_id, note) values (set_viral_veto.post_id, moderator, reason)
    on conflict on constraint viral_vetoes_pkey do nothing returning * into veto;
    if veto.post_id is not null then
      -- At once, not with the next deed.
      perform private.judge_posts(array[veto.post_id], now());
      perform private.log_moderation('viral_vetoed', moderator, jsonb_build_object('post_id', veto.post_id));
    else
      select * into veto from private.viral_vetoes known where known.post_id = set_viral_veto.post_id;
    end if;
  else
    delete from private.viral_vetoes known where known.post_id = set_viral_veto.post_id;
    if found then
      perform private.log_moderation('viral_veto_lifted', moderator, jsonb_build_object('post_id', set_viral_veto.post_id));
    end if;
  end if;
  return jsonb_build_object('post_id', set_viral_veto.post_id, 'vetoed', vetoed, 'note', veto.note, 'created_at', veto.created_at);
end
$$;
comment on function private.set_viral_veto is 'The step of set_viral_veto that writes. Errors: as set_viral_veto.';
grant execute on function private.set_viral_veto to authenticated;
