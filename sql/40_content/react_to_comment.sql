create function private.react_to_comment(comment_id uuid, emoji text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  chosen text := private.chosen_emoji(emoji);
  caller uuid := private.active_caller_id();
  author uuid;
  previous text;
begin
  perform private.take_token('react', caller::text);
  author := (private.visible_comment(comment_id)).author_id;
  insert into public.comment_reactions as reaction (comment_id, user_id, emoji)
  values (react_to_comment.comment_id, caller, chosen)
  on conflict on constraint comment_reactions_pkey do nothing;
  if found then
    perform private.emit('comment_reaction', caller, author, comment_id, jsonb_build_object('emoji', chosen));
  else
    select reaction.emoji into previous from public.comment_reactions reaction
    where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller
    for update;
    if previous <> chosen then
      update public.comment_reactions reaction set emoji = chosen
      where reaction.comment_id = react_to_comment.comment_id and reaction.user_id = caller;
      perform private.emit('comment_reaction', caller, author, comment_id,
        jsonb_build_object('emoji', chosen, 'previous', previous));
    end if;
  end if;
  return jsonb_build_object('target', 'comment', 'target_id', comment_id, 'emoji', chosen);
end
$$;
comment on function private.react_to_comment is '
The step of react that writes, for a comment. Emits comment_reaction (subject: the author, target: the comment, details:
{emoji, previous: the emoji that it replaces}). Errors: as react.';
grant execute on function private.react_to_comment to authenticated;
