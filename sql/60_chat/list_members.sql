create function public.list_members(
  conversation_id uuid,
  member_ids uuid[] default null,
  cursor text default null,
  page_size int default 20
) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.list_members(conversation_id, member_ids, cursor, page_size);
end
$$;
comment on function public.list_members is '
Who is in a group: {items: [as profile_card with {member_id, alias, role: owner|admin|member, state:
active|requested|gone, joined_at}], next_cursor}; the owner, the admins, then the others, the newest first, without those hidden
from the caller. Who is invited (requested) is shown to admins and to who has invited them. `member_ids`: only these, also those
who have gone, which is how names are found for what the system''s messages say.
Errors: NOT_AUTHENTICATED, CONVERSATION_NOT_FOUND, INVALID_ARGUMENT (not a group; more than 100 member_ids), INVALID_CURSOR,
INVALID_PAGE_SIZE.';
grant execute on function public.list_members to authenticated;

create function private.list_members(conversation_id uuid, member_ids uuid[], cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  after record := private.decode_ranked_cursor(cursor);
  size int := private.page_size(page_size);
  stands private.membership := private.membership(conversation_id);
begin
  if (stands.conversation).kind <> 'group' then
    perform private.raise('INVALID_ARGUMENT', 'This conversation is not a group.', 422);
  end if;
  if cardinality(member_ids) > 100 then
    perform private.raise('INVALID_ARGUMENT', 'member_ids must be a list of at most 100.', 422);
  end if;
  return (
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(found.item order by found.rank desc, found.id desc) filter (where found.place <= size), '[]'),
      'next_cursor', max(private.encode_ranked_cursor(found.rank, found.id))
        filter (where found.place = size and found.total > size))
    from (
      select rank, id, row_number() over (order by rank desc, id desc) as place, count(*) over () as total, item
      from (
        select ranked.rank, (ranked.member).id,
          private.member_card(stands.conversation, ranked.member, shown.profile) || jsonb_build_object(
            'role', (ranked.member).role, 'joined_at', (ranked.member).joined_at,
            -- That somebody has declined is nobody's business.
            'state', case (ranked.member).state when 'declined' then 'gone' else (ranked.member).state end) as item
        from (
          select member, case member.role when 'owner' then 2 when 'admin' then 1 else 0 end as rank
          from private.conversation_members member
          where member.conversation_id = list_members.conversation_id and member.user_id <> all (private.hidden_in(stands.member))
            and (member_ids is null or member.id = any (member_ids))
            and (member.state = 'active'
              or member.state = 'requested' and ((stands.member).role <> 'member' or member.added_by = (stands.member).id)
              or member.state in ('gone', 'declined') and member_ids is not null)
        ) ranked
        join private.shown_people shown on shown.id = (ranked.member).user_id
        where (ranked.rank, (ranked.member).id) < (after.rank, after.id)
        order by ranked.rank desc, (ranked.member).id desc
        limit size + 1
      ) listed
    ) found);
end
$$;
comment on function private.list_members is 'The step of list_members that reads. Errors: as list_members.';
grant execute on function private.list_members to authenticated;
