create function public.list_reactions(
  target text,
  target_id uuid,
  emoji text default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_reactions(
    list_reactions.target, list_reactions.target_id, list_reactions.emoji, list_reactions.cursor, list_reactions.page_size);
end
$$;
comment on function public.list_reactions is '
Who has reacted to a post, a comment or a message, the last first, without those hidden from the caller: {items: [{user: as
profile_card, emoji, created_at}], next_cursor}. `emoji`: only this one. To a message the user is a member of the conversation: as
profile_card with {member_id, alias}, and of somebody anonymous {member_id, id: null, alias}.
Errors: NOT_AUTHENTICATED, INVALID_REACTION, POST_NOT_FOUND, COMMENT_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.list_reactions to authenticated;

create function private.list_reactions(target text, target_id uuid, emoji text, cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
  chosen text := case when emoji is not null then private.chosen_emoji(emoji) end;
  page jsonb;
begin
  if target in ('post', 'comment') then
    if target = 'post' then
      perform private.readable_post(target_id);
    else
      perform private.visible_comment(target_id);
    end if;
    return (
      select private.page(array_agg(item order by id desc), array_agg(id order by id desc), size)
      from (
        select reaction.id, private.reaction_item(person.profile, reaction.emoji, reaction.created_at) as item
        from (
          select given.id, given.user_id, given.emoji, given.created_at from public.post_reactions given
          where list_reactions.target = 'post' and given.post_id = list_reactions.target_id
          union all
          select given.id, given.user_id, given.emoji, given.created_at from public.comment_reactions given
          where list_reactions.target = 'comment' and given.comment_id = list_reactions.target_id
        ) reaction
        join private.visible_people person on person.id = reaction.user_id
        where reaction.id < before and (chosen is null or reaction.emoji = chosen)
        order by reaction.id desc
        limit size + 1
      ) found);
  end if;
  execute format('select %s($1, $2, $3, $4)', private.reaction_seam('reactions_to_', target, '(uuid,text,uuid,int)'))
  into page using target_id, chosen, before, size;
  return page;
end
$$;
comment on function private.list_reactions is 'The step of list_reactions that reads. Errors: as list_reactions.';
grant execute on function private.list_reactions to authenticated;

create function private.reaction_item(person public.profiles, emoji text, created_at timestamptz) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('user', private.profile_card(person), 'emoji', emoji, 'created_at', created_at)
$$;
comment on function private.reaction_item is 'A reaction in a list.';
