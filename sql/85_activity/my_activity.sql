create function public.my_activity(cursor text default null, page_size int default 20) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.my_activity(my_activity.cursor, my_activity.page_size);
end
$$;
comment on function public.my_activity is '
What happened to the caller''s account, newest first: sign-ins, failed ones too, changes of password and address, exports, devices that were signed out: a page
of {id, event, ip, user_agent, created_at}. It goes back a year, failed sign-ins 30 days. What the person did in the product is in the export.
Errors: NOT_AUTHENTICATED, INVALID_CURSOR, INVALID_PAGE_SIZE.';
grant execute on function public.my_activity to authenticated;

create function private.my_activity(cursor text, page_size int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  before uuid := private.decode_cursor(cursor);
  size int := private.page_size(page_size);
begin
  return (
    select private.page(array_agg(to_jsonb(trail) - array['account_id', 'details'] order by trail.id desc), array_agg(trail.id order by trail.id desc), size)
    from (
      select * from private.audit_events told
      where told.account_id = caller and told.id < before
      order by told.id desc
      limit size + 1
    ) trail);
end
$$;
comment on function private.my_activity is 'The step of my_activity that reads. Errors: as my_activity.';
grant execute on function private.my_activity to authenticated;
