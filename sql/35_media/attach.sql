create function private.claim_attachments(owner_id uuid, purpose text, kinds text[], media_ids uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  unfit text[];
begin
  -- The lock holds back a change of status until the attachment can be seen: whoever changes it then finds the post.
  select array_agg(format('%s: %s', coalesce(given.id::text, 'null'), misfit.why) order by given.place) filter (where misfit.why is not null) into unfit
  from unnest(media_ids) with ordinality given (id, place)
  left join lateral (
    select * from private.media medium where medium.id = given.id and medium.owner_id = claim_attachments.owner_id for share
  ) medium on true
  cross join lateral (
    select case
      when medium.id is null then 'you have no such medium'
      when medium.purpose <> claim_attachments.purpose
        then format('it was uploaded with the purpose %s, and this takes %s', medium.purpose, claim_attachments.purpose)
      when medium.kind <> all (kinds) then format('it is of the kind %s, and this takes %s', medium.kind, array_to_string(kinds, ' or '))
      when medium.status = 'pending' then format('its upload is not complete: call media/uploads/%s/complete', medium.id)
      when medium.status = 'failed' then format('it could not be processed: %s', medium.error)
    end as why
  ) misfit;
  if unfit is not null then
    perform private.raise('INVALID_MEDIA', 'A medium cannot be used here; the details say which and why.', 422,
      details => array_to_string(unfit, E'\n'));
  end if;
end
$$;
comment on function private.claim_attachments is '
Makes sure that media are uploaded, fit and belong to somebody, and stay as they are until the transaction ends.
Errors: INVALID_MEDIA (details: a line for each that does not fit, `<id>: <why>`).';
