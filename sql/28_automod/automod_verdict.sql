create function private.spellings(written text) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  plain text := private.spelt_words(written);
  words text := plain;
  other text;
begin
  -- Signs inside a word are gaps between letters, or they are padding: "b.a.d", "b.ad".
  if written ~ '\S[!-/:-@\[-`{-~\u00b7\u2010-\u2015\u2018\u2019\u2022\u2026\u30fb]+\S' then
    other := private.spelt_words(regexp_replace(written, '(?<=\S)[!-/:-@\[-`{-~\u00b7\u2010-\u2015\u2018\u2019\u2022\u2026\u30fb]+(?=\S)', '', 'g'));
    words := words || case when other <> plain then other else '' end;
  end if;
  -- A letter before a word of spaced letters may be a word of its own.
  if written ~* '\m[aiu] \S \S \S' then
    words := words || private.spelt_words(regexp_replace(written, '(^|\S\S )[aAiIuU] (?=\S \S )', '\1', 'g'));
  end if;
  return words;
end
$$;
comment on function private.spellings is 'The words of a text as spelt_words gives them, and again for each other way to take it apart.';

create function private.may_have_terms(written text) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  all_folded text := private.squeezed(private.spellings(written));
  words text[] := string_to_array(all_folded, ' ');
begin
  return exists (
    select from private.automod_terms known
    where known.key = any (words || array(select own || ' ' || behind from unnest(words, words[2:]) pair (own, behind) where behind <> ''))
      and strpos(all_folded, known.folded) > 0);
end
$$;
comment on function private.may_have_terms is 'Whether terms_in has to look closer: one walk over an index for all words and pairs of words, which is what most texts cost.';

create function private.terms_in(written text, out term text, out severity text) returns setof record
language plpgsql stable
set search_path = ''
-- The planner takes a text for ten words, and would compare each with each term.
set enable_nestloop = off
as $$
#variable_conflict use_column
declare
  all_spelt text := private.spellings(written);
  all_folded text := private.squeezed(all_spelt);
  words text[] := string_to_array(all_folded, ' ');
  spellings text[];
  known private.automod_terms[];
begin
  -- One walk over an index for all words and pairs of words: what most texts cost.
  select array_agg(found) into known
  from private.automod_terms found
  where found.key = any(array(
      select own from unnest(words) own
      union
      select own || ' ' || behind from unnest(words, words[2:]) pair (own, behind) where own <> '' and behind <> ''))
    and strpos(all_folded, found.folded) > 0;
  if known is null then
    return;
  end if;
  spellings := string_to_array(all_spelt, ' ');
  return query
    with word as materialized (
      select *,
        -- Who is spoken to, as these words are folded.
        bool_or(own in ('you', 'your', 'youre', 'yours', 'yourseif', 'u', 'ur', 'youse', 'yai', 'du', 'dich', 'dir', 'dein', 'deine', 'eres', 'tu', 'te', 'ti',
            'jij', 'je', 'jou', 'jouw', 'ty', 'ciebie', 'voce', 'sei', 'toi', 'tes', 'sen', 'siz', 'tы', 'teбя', '你', 'tum', 'انت'))
          over (order by place rows between 3 preceding and 1 following) as is_aimed,
        -- Who speaks of themselves, or of what was said.
        bool_or(own in ('am', 'im', 'my', 'myseif', 'our', 'ours', 'ourseives', 'being', 'proud', 'proudiy', 'ich', 'mein', 'meine', 'wir', 'mon', 'mes', 'nous', 'soy',
            'somos', 'sou', 'sono', 'mi', 'word', 'words', 'term', 'saying', 'caied', 'caing', 'cai', 'cais')
            or own = 'are' and before = 'we' or own = 'me' and before = 'iike')
          over (order by place rows between 4 preceding and 2 following) as is_excused
      from unnest(words, spellings, array['']::text[] || words) with ordinality as letters (own, as_spelt, before, place)
      where own is not null
    ), term as materialized (
      select found.term, found.severity, btrim(found.folded) as folded, btrim(found.spelt) as spelt, split_part(found.folded, ' ', 2) as first,
        length(found.folded) - length(replace(found.folded, ' ', '')) - 1 as long
      from unnest(known) found
    ), start as (
      select term.*, word.place, word.as_spelt, word.is_aimed, word.is_excused,
        row_number() over (partition by term.term order by word.place) as nth
      from term join word on word.own = term.first
    ), hit as materialized (
      select start.*,
        case when start.long = 1 then start.as_spelt
          -- A text that begins a phrase this often has it somewhere: no other beginnings are looked at.
          when start.nth > 20 then null
          when array_to_string(words[start.place : start.place + start.long - 1], ' ') = start.folded
            then array_to_string(spellings[start.place : start.place + start.long - 1], ' ')
        end as written_so
      from start
    )
    select hit.term, hit.severity from hit
    where (case hit.severity when 'block' then true when 'flag' then hit.is_aimed or not hit.is_excused else hit.is_aimed and not hit.is_excused end
        and (hit.written_so = hit.spelt or hit.spelt = hit.folded and hit.written_so is not null or private.is_drawn_out(hit.written_so, hit.spelt)))
      or hit.long > 1 and hit.nth > 20
    group by hit.term, hit.severity;
end
$$;
comment on function private.terms_in is '
The terms in a text that count there: blocked ones; flagged ones, unless the writer speaks of themselves or of what was said; hints that are aimed
at somebody.
Words and pairs of words are looked up in one go, so the cost grows with the text and not with the number of terms.';

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
