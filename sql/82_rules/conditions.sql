-- What a rule asks for, as jsonb that people and forms can write. Nothing of it is ever run as SQL: names and operators are looked up in closed lists.
create function private.problem_of_condition(condition jsonb, targets text[], depth int default 1) returns text
language plpgsql immutable
set search_path = ''
as $$
#variable_conflict use_column
declare
  keys text[];
  joined text;
  parts jsonb;
  asked record;
  operators text[];
  value jsonb := condition -> 'value';
begin
  if depth = 1 and (length(condition::text) <= 4000) is not true then
    return 'condition must be there, and have up to 4000 characters.';
  elsif depth > 4 then
    return 'condition may be four deep.';
  elsif jsonb_typeof(condition) is distinct from 'object' then
    return 'condition must be an object.';
  end if;
  keys := array(select key from jsonb_object_keys(condition) key order by key);
  if keys in (array['all'], array['any'], array['not']) then
    joined := keys[1];
    parts := case joined when 'not' then jsonb_build_array(condition -> 'not') else condition -> joined end;
    if jsonb_typeof(parts) <> 'array' or jsonb_array_length(parts) not between 1 and 20 then
      return format('%s takes 1 to 20 conditions.', joined);
    end if;
    return (
      select part.problem
      from (select private.problem_of_condition(listed.value, targets, depth + 1) as problem, place from jsonb_array_elements(parts) with ordinality listed (value, place)) part
      where part.problem is not null order by part.place limit 1);
  elsif not keys <@ array['fact', 'is', 'minutes', 'value'] or not keys @> array['fact', 'is', 'value'] then
    return 'A condition is {all: […]}, {any: […]}, {not: …} or {fact, is, value, minutes}.';
  end if;
  select * into asked from private.rule_facts() known where to_jsonb(known.name) = condition -> 'fact';
  if not found then
    return 'There is no such fact.';
  elsif not targets <@ asked.targets then
    return format('%s is no fact of all that this rule looks at.', asked.name);
  elsif asked.is_counted <> (condition ? 'minutes') then
    return format(case when asked.is_counted then '%s is counted over so many minutes.' else '%s takes no minutes.' end, asked.name);
  elsif asked.is_counted and not private.is_whole_number(condition -> 'minutes', 1, case when asked.targets = array['report'] then 43200 else 1440 end) then
    return format('minutes must be a whole number, up to %s.', case when asked.targets = array['report'] then 43200 else 1440 end);
  end if;
  operators := case asked.kind
    when 'number' then array['at_least', 'at_most', 'more_than', 'less_than', 'is', 'is_not'] when 'boolean' then array['is']
    when 'text' then array['is', 'is_not', 'any_of', 'none_of'] else array['any_of', 'none_of'] end;
  if jsonb_typeof(condition -> 'is') <> 'string' or (condition ->> 'is') <> all (operators) then
    return format('%s is compared by %s.', asked.name, array_to_string(operators, ', '));
  elsif condition ->> 'is' in ('any_of', 'none_of') then
    if jsonb_typeof(value) <> 'array' or jsonb_array_length(value) not between 1 and 50
      or exists (select from jsonb_array_elements(value) item where jsonb_typeof(item) <> 'string' or length(item #>> '{}') not between 1 and 100) then
      return format('%s is compared with 1 to 50 texts.', asked.name);
    end if;
  elsif jsonb_typeof(value) <> (case asked.kind when 'text' then 'string' else asked.kind end) then
    return format('%s is compared with a %s.', asked.name, asked.kind);
  elsif asked.is_counted and not private.is_whole_number(value, 0, 100) then
    return format('%s is counted up to 100.', asked.name);
  elsif asked.kind = 'number' and abs((value #>> '{}')::numeric) > 1000000000 or length(value #>> '{}') > 100 then
    return format('%s is compared with something smaller.', asked.name);
  end if;
  return null;
end
$$;
comment on function private.problem_of_condition is '
What is wrong with the condition of a rule, in words; null if nothing. A condition is {all: […]}, {any: […]}, {not: …} or {fact, is, value, minutes}: a fact
of private.rule_facts that all the `targets` have; for numbers at_least, at_most, more_than, less_than, is, is_not; for booleans is; for texts is, is_not, any_of, none_of; for
lists any_of, none_of. Up to 4000 characters and four deep.';

create function private.is_whole_number(value jsonb, low bigint, high bigint) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_typeof(value) = 'number' and (value #>> '{}')::numeric between low and high and (value #>> '{}')::numeric % 1 = 0;
end
$$;
comment on function private.is_whole_number is 'Whether a value is a whole number between two.';

create function private.ordered_condition(condition jsonb) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  joined text := case when condition ? 'all' then 'all' when condition ? 'any' then 'any' end;
begin
  if condition ? 'not' then
    return jsonb_build_object('not', private.ordered_condition(condition -> 'not'));
  elsif joined is null then
    return condition;
  end if;
  return jsonb_build_object(joined, (
    select jsonb_agg(private.ordered_condition(part) order by private.cost_of_condition(part), place)
    from jsonb_array_elements(condition -> joined) with ordinality parts (part, place)));
end
$$;
comment on function private.ordered_condition is 'The same condition with what costs least first: what decides it is rarely reached by the rest.';

create function private.cost_of_condition(condition jsonb) returns int
language sql immutable
set search_path = ''
as $$
  select max(known.cost) from private.rule_facts() known
  join jsonb_path_query(cost_of_condition.condition, 'strict $.**.fact') asked on asked = to_jsonb(known.name)
$$;
comment on function private.cost_of_condition is 'The cost of the dearest fact that a condition asks for.';

create function private.condition_holds(condition jsonb, thing private.judged_thing) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  joined text := case when condition ? 'all' then 'all' when condition ? 'any' then 'any' end;
begin
  if condition ? 'fact' then
    return private.compares(private.fact(thing, condition ->> 'fact', (condition ->> 'minutes')::int), condition ->> 'is', condition -> 'value');
  elsif condition ? 'not' then
    return not private.condition_holds(condition -> 'not', thing);
  end if;
  for place in 0 .. jsonb_array_length(condition -> joined) - 1 loop
    if private.condition_holds(condition -> joined -> place, thing) = (joined = 'any') then
      return joined = 'any';
    end if;
  end loop;
  return joined = 'all';
end
$$;
comment on function private.condition_holds is 'Whether a condition holds for a thing. Facts are found one by one, as far as they are needed.';

create function private.compares(fact jsonb, operator text, value jsonb) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  case operator
    when 'at_least' then
      return coalesce(fact >= value, false);
    when 'at_most' then
      return coalesce(fact <= value, false);
    when 'more_than' then
      return coalesce(fact > value, false);
    when 'less_than' then
      return coalesce(fact < value, false);
    when 'is' then
      return coalesce(fact = value, false);
    when 'is_not' then
      return coalesce(fact <> value, false);
    when 'any_of' then
      return coalesce(fact ?| array(select jsonb_array_elements_text(value)), false);
    when 'none_of' then
      return coalesce(not fact ?| array(select jsonb_array_elements_text(value)), false);
  end case;
end
$$;
comment on function private.compares is 'Whether a fact is what a rule asks for; what is not known is not so.';
