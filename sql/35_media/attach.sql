create function private.claim_attachments(owner_id uuid, purpose text, kinds text[], media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unfit text;
begin
  -- The lock holds back a change of status until the attachment can be seen: whoever changes it then finds the post.
  select string_agg(coalesce(given.id::text, 'null'), ', ') into unfit
  from unnest(media_ids) given (id)
  where not exists (
    select from private.media medium
    where medium.id = given.id and medium.owner_id = claim_attachments.owner_id and medium.purpose = claim_attachments.purpose
      and medium.kind = any (kinds) and medium.status in ('processing', 'ready')
    for share);
  if unfit is not null then
    perform private.raise('INVALID_MEDIA', 'A medium is not yours, not uploaded for this, or of the wrong kind.', 422, details => unfit);
  end if;
end
$$;
comment on function private.claim_attachments is '
Makes sure that media are uploaded, fit and belong to somebody, and stay as they are until the transaction ends.
Errors: INVALID_MEDIA (details: which).';
