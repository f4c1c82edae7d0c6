create function private.sees_media_of_case(media_id uuid, viewer uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select private.is_moderator() and (exists (
    -- Banning what was said in private opens it to nobody.
    select from private.banned_media banned join private.media medium on medium.id = banned.media_id and medium.purpose in ('avatar', 'post', 'comment')
    where banned.media_id = sees_media_of_case.media_id)
  or exists (
    select from private.cases opened
    join private.reports report on report.case_id = opened.id
    where opened.claimed_by = viewer and opened.claimed_until > now()
      and jsonb_path_exists(report.evidence, '$.**.media_ids[*] ? (@ == $medium)', jsonb_build_object('medium', sees_media_of_case.media_id))))
$$;
comment on function private.sees_media_of_case is '
Whether the viewer, who is the caller, moderates and this medium is banned and was none of a message; or works on a case whose evidence shows it. As with the evidence, only meanwhile; whoever answers an appeal or reviews a
second time reads the words alone.';
