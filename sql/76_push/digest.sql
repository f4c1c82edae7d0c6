create function private.digest_size(digest_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select count(*) from private.pushes push
    where push.digest_id = digest_size.digest_id and push.state = 'digested' and private.push_target_state(push) = '');
end
$$;
comment on function private.digest_size is 'How many things of a digest are still there and unread.';

create function private.make_digests() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  person uuid;
  digest uuid;
  made int := 0;
begin
  for person in
    select distinct push.person_id from private.pushes push
    where push.state = 'digest' and push.due_at <= now() limit 500
  loop
    perform private.queue_push(person, 'digest', 'digest', 'digest', null, interval '1 day');
    digest := (
      select push.id from private.pushes push where push.person_id = person and push.tag = 'digest' and push.state = 'waiting');
    update private.pushes push set state = case when digest is null then 'suppressed' else 'digested' end, digest_id = digest, changed_at = now(),
      reason = case when digest is null then 'no_device' end
    where push.person_id = person and push.state = 'digest';
    made := made + 1;
  end loop;
  return made;
end
$$;
comment on function private.make_digests is '
Puts what was over somebody''s budget into one push, when its hour has come. Under the lock of decide_pushes. Returns how many digests.';
