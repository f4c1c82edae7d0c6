-- Folding makes one letter of two, so a word of one term may be another word: a country, "as", "but". What was found is
-- looked at again, with the letters as often as they were written.
create function private.has_doubled_letters(term text, written text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  spelt text := btrim(private.unsqueezed_words(term));
  run text;
  drawn_out text := '';
begin
  -- Phrases are no other phrase, and where nothing is doubled there is nothing to tell apart.
  if strpos(spelt, ' ') > 0 or octet_length(spelt) > 30 or spelt !~ '^[a-z]+$' or spelt !~ '(.)\1' then
    return true;
  end if;
  for run in select matched[1] from regexp_matches(spelt, '((.)\2*)', 'g') matched loop
    drawn_out := drawn_out || case when length(run) = 1 then left(run, 1) || '+' else left(run, 1) || '{' || length(run) || ',}' end;
  end loop;
  -- In one piece, with signs inside, or letter by letter.
  return private.unsqueezed_words(written) ~ ('\m(' || drawn_out || '|' || regexp_replace(spelt, '(?<=.)(?=.)', ' ', 'g') || ')\M')
    or private.unsqueezed_words(regexp_replace(written, '(?<=\S)[[:punct:]]+(?=\S)', '', 'g')) ~ ('\m' || drawn_out || '\M');
end
$$;
comment on function private.has_doubled_letters is 'Whether a text has the doubled letters that a term has, where folding has found the term.';

create function private.terms_in(written text, out term text, out severity text) returns setof record
language plpgsql stable
set search_path = ''
as $$
declare
  words text;
  -- Who is spoken to, and who speaks of themselves, as they are folded.
  aims constant text[] := array['you', 'your', 'youre', 'yourself', 'u', 'ur', 'youse', 'yaii', 'du', 'dich', 'dir', 'dein', 'deine', 'eres', 'tu', 'te',
    'jij', 'jou', 'jouw', 'ty', 'ciebie', 'voce', 'sei', 'toi', 'sen', 'ты', 'тебя', 'あなた', '你'];
  selves constant text[] := array['i', 'im', 'my', 'me', 'myseif', 'we', 'our', 'us', 'were', 'ourseives', 'ich', 'mein', 'wir', 'je', 'mon', 'nous', 'yo', 'soy', 'mi'];
begin
  words := private.folded_words(written);
  -- Signs inside a word are gaps between letters, or they are padding: "b.a.d", "b.ad".
  if written ~ '\S[[:punct:]]+\S' then
    words := words || private.folded_words(regexp_replace(written, '(?<=\S)[[:punct:]]+(?=\S)', '', 'g'));
  end if;
  -- The article before a word of spaced letters is none of them.
  if written ~ '\m[aAiI] \S \S \S' then
    words := words || private.folded_words(regexp_replace(written, '(^|\S\S )[aAiI] (?=\S \S )', '\1', 'g'));
  end if;
  -- Letters that were joined may be doubled.
  if written ~ '(^|[^[:alnum:]])[[:alnum:]][^[:alnum:]]+[[:alnum:]][^[:alnum:]]+[[:alnum:]]([^[:alnum:]]|$)' then
    words := words || private.squeezed(words);
  end if;
  return query
    with word as materialized (
      select own, behind, place
      from unnest(string_to_array(words, ' '), (string_to_array(words, ' '))[2:]) with ordinality as word (own, behind, place)
    ), hit as materialized (
      select found.term, found.severity, word.place, length(found.folded) - length(replace(found.folded, ' ', '')) - 1 as long,
        row_number() over (partition by found.term) as nth
      from word
      cross join lateral (values (word.own), (word.own || ' ' || word.behind)) looked_up (key)
      -- Each by the index, whatever the planner thinks of how many words a text has.
      cross join lateral (
        select terms.term, terms.severity, terms.folded from private.automod_terms terms where terms.key = looked_up.key offset 0
      ) found
      where word.own <> '' and strpos(words, found.folded) > 0
    ), around as (
      select hit.term, hit.severity, hit.nth, bool_or(near.own = any(aims)) as is_aimed, bool_or(near.place < hit.place and near.own = any(selves)) as is_own
      from hit
      left join word near on hit.severity <> 'block' and hit.nth <= 20
        and near.place between hit.place - 3 and hit.place + hit.long + 1 and near.place not between hit.place and hit.place + hit.long - 1
      group by hit.term, hit.severity, hit.nth, hit.place
    )
    select around.term, around.severity from around
    group by around.term, around.severity
    having case around.severity
        when 'block' then true
        when 'flag' then count(*) > 20 or bool_or(is_aimed is true or is_own is not true)
        else count(*) > 20 or bool_or(is_aimed)
      end
      and private.has_doubled_letters(around.term, written);
end
$$;
comment on function private.terms_in is '
The terms in a text that count there: blocked ones; flagged ones, unless the writer says it only of themselves; hints aimed at somebody.
One walk over the words of the text, each looked up by an index.';

create function private.automod_verdict(written text, out verdict text, out terms text[])
language plpgsql stable security definer
set search_path = ''
as $$
declare
  spoken text;
begin
  verdict := 'allow';
  terms := '{}';
  if coalesce(written, '') = '' then
    return;
  end if;
  select coalesce(array_agg(found.term order by found.term), '{}'),
    case when bool_or(found.severity = 'block') then 'block' when count(*) > 0 then 'flag' else 'allow' end
  into terms, verdict
  from private.terms_in(written) found;
  -- Whoever quotes what somebody said, in words of their own, does not say it: blocked is flagged then, and flagged allowed.
  if verdict <> 'allow' and written ~ '["“”„«»]' then
    spoken := regexp_replace(written, '["“”„«»][^"“”„«»]*["“”„«»]', ' , ', 'g');
    if spoken <> written and cardinality(string_to_array(btrim(private.folded_words(spoken)), ' ')) >= 4 then
      with said as (
        select found.term, found.severity from private.terms_in(spoken) found
      ), quoted as (
        select found.term, 'flag' from private.terms_in(written) found
        where found.severity = 'block' and found.term not in (select said.term from said)
      )
      select coalesce(array_agg(found.term order by found.term), '{}'),
        case when bool_or(found.severity = 'block') then 'block' when count(*) > 0 then 'flag' else 'allow' end
      into terms, verdict
      from (select * from said union all select * from quoted) found;
    end if;
  end if;
end
$$;
comment on function private.automod_verdict is '
What automatic moderation says of a text: verdict allow, flag or block, and the terms that were found.';
