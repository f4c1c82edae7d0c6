create function private.sees_media_of_case(media_id uuid, viewer uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select private.is_moderator() and exists (
    select from private.cases opened
    join private.reports report on report.case_id = opened.id
    where opened.claimed_by = viewer and opened.claimed_until > now()
      and jsonb_path_exists(report.evidence, '$.**.media_ids[*] ? (@ == $medium)', jsonb_build_object('medium', sees_media_of_case.media_id)))
$$;
comment on function private.sees_media_of_case is '
Whether the viewer, who is the caller, works on a case whose evidence shows this medium. As with the evidence, only meanwhile; whoever answers an appeal or reviews a
second time reads the words alone.';
