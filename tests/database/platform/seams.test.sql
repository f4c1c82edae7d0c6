begin;
select no_plan();

-- What a name promises: a function of another signature would be found by nobody, and nobody would say so.
create temporary table seam (prefix text, signature text, result text);
insert into seam values
  ('topic_', 'text', 'private.topic_access'), ('sees_media_of_', 'uuid, uuid', 'boolean'),
  ('react_to_', 'uuid, uuid, text', 'void'), ('unreact_to_', 'uuid, uuid', 'void'),
  ('reactions_to_', 'uuid, text, uuid, integer', 'jsonb'), ('export_', 'uuid', 'SETOF jsonb');

create temporary view declared as
select seam.*, routine.oid, substring(routine.proname from length(prefix) + 1) as part,
  array_to_string(array(select format_type(type, null) from unnest(routine.proargtypes) type), ', ') as arguments
from seam
join tests.our_functions routine on routine.schema = 'private' and starts_with(routine.proname, prefix)
-- What reacts to posts and comments is called by its whole name, and the other two are of the helpers themselves.
where routine.proname not in ('react_to_post', 'react_to_comment', 'export_parts', 'topic_access');

select is((select count(distinct prefix) from declared), (select count(*) from seam), 'every seam is used by some domain');
select is(arguments, signature, format('%s%s takes what its name promises', prefix, part)) from declared;
select is(pg_get_function_result(oid), result, format('%s%s answers as its name promises', prefix, part)) from declared;
select is(private.seam(prefix, part, '(' || replace(signature, ' ', '') || ')')::oid, oid, format('%s%s is found by its name', prefix, part)) from declared;

select matches(pg_get_constraintdef(purpose.oid), quote_literal(declared.part), format('media have the purpose %s', declared.part))
from declared, pg_constraint purpose
-- A case is about media of any purpose.
where prefix = 'sees_media_of_' and declared.part <> 'case' and purpose.conrelid = 'private.media'::regclass and purpose.conname = 'purpose_is_known';

select is(parts, first_value(parts) over (), format('what can be reacted to answers for %s*', prefix))
from (select prefix, array_agg(part order by part) as parts from declared where prefix ~ 'react' group by prefix) reactions;

select is(private.seam('topic_', name, '(text)'), null, format('%L names no function', name))
from unnest(array[null, '', 'nothing', 'User', 'user(text)', 'user;', 'user ', E'user\n', 'use"r', 'pg_catalog.upper']) name;

select * from finish();
rollback;
