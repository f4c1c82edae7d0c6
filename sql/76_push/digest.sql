create function private.digest_size(digest_id uuid) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select count(*) from private.pushes push
    join private.push_target_states target on target.push_id = push.id
    where push.digest_id = digest_size.digest_id and push.state = 'digested' and target.state = '');
end
$$;
comment on function private.digest_size is 'How many things of a digest are still there and unread.';

create function private.make_digests() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  people uuid[] := array(
    select distinct push.person_id from private.pushes push
    where push.state = 'digest' and push.due_at <= now() limit 500);
begin
  perform private.queue_pushes(array(
    select row(person, 'digest', 'digest', 'digest', null, interval '1 day')::private.push_request from unnest(people) person));
  update private.pushes push set state = case when digest.id is null then 'suppressed' else 'digested' end, digest_id = digest.id, changed_at = now(),
    reason = case when digest.id is null then 'no_device' end
  from unnest(people) person
  left join private.pushes digest on digest.person_id = person and digest.tag = 'digest' and digest.state = 'waiting'
  where push.person_id = person and push.state = 'digest';
  return cardinality(people);
end
$$;
comment on function private.make_digests is '
Puts what was over somebody''s budget into one push, when its hour has come. Under the lock of decide_pushes. Returns how many digests.';
