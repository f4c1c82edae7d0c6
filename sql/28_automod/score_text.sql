-- What a text looks like, learnt from texts that people have judged: a sum of weights, one for each short run of letters, word and pair of words
-- in it. It never removes anything; it puts texts where moderators look.
create table private.text_scorers (
  kind text primary key,
  weights bytea not null,
  scale double precision not null,
  bias double precision not null,
  threshold double precision not null,
  severity smallint not null,
  learnt bytea,
  learnt_from int not null default 0,
  learnt_at timestamptz,
  constraint kind_is_a_name check (kind ~ '^[a-z]+(_[a-z]+)*$'),
  constraint a_weight_a_slot check (octet_length(weights) = 32768),
  constraint a_learnt_weight_a_slot check (octet_length(learnt) = 32768),
  constraint threshold_is_a_chance check (threshold between 0 and 1),
  constraint severity_is_known check (severity between 1 and 5)
);
alter table private.text_scorers enable row level security;
comment on table private.text_scorers is 'What a kind of harm is told by. Rows come from migrations that scripts/train-scorers.ts writes.';
comment on column private.text_scorers.weights is 'A byte for each of the 32,768 slots: 128 is nothing, more speaks for this kind of harm, less against it.';
comment on column private.text_scorers.scale is 'The log-odds of a text are bias + scale * (sum of its weights, each less 128) / square root of how many they are.';
comment on column private.text_scorers.threshold is 'From what score on moderators are told, 0 to 1.';
comment on column private.text_scorers.severity is 'How grave it would be, 1 to 5.';
comment on column private.text_scorers.learnt is 'The weights as decisions of moderators have moved them, which count instead; null before that.';
comment on column private.text_scorers.learnt_from is 'From how many texts that moderators have judged.';

create table private.scorer_tests (
  kind text not null references private.text_scorers (kind) on delete cascade,
  place int not null,
  harmful boolean not null,
  slots bytea not null,
  primary key (kind, place),
  constraint slots_are_pairs_of_bytes check (octet_length(slots) % 2 = 0)
);
alter table private.scorer_tests enable row level security;
comment on table private.scorer_tests is '
Texts that no scorer has learnt from: new weights that are worse at them are not taken. Rows come from migrations that scripts/train-scorers.ts writes.';
comment on column private.scorer_tests.slots is 'The slots of the text (private.text_slots), two bytes each, the greater first. Of the text itself nothing is kept.';

create function private.text_slots(written text) returns int[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  plain text := ' ' || btrim(regexp_replace(translate(lower(written collate "pg_c_utf8"), '123456789', '000000000'), '[ \t\r\n]+', ' ', 'g')) || ' ';
  letters text[] := string_to_array(plain, null);
  words text[] := string_to_array(btrim(plain), ' ');
begin
  -- Hash partitions rest on these hashes: Postgres keeps them as they are.
  return array(
    select distinct hashtext(gram collate "C") & 32767
    from (
      select one || two || three || four from unnest(letters, letters[2:], letters[3:], letters[4:]) run (one, two, three, four)
      union all select 'w' || word from unnest(words) word
      union all select word || ' ' || next from unnest(words, words[2:]) pair (word, next)
    ) grams (gram)
    where gram is not null);
end
$$;
comment on function private.text_slots is 'The slots of weights that a text falls into: of its runs of four letters, its words and its pairs of words; each once.';

create function private.score_text(written text) returns table (kind text, score double precision)
language plpgsql stable
set search_path = ''
as $$
declare
  -- Beyond that a text says nothing new.
  slots int[] := private.text_slots(left(written, 2000));
begin
  return query
    select scorer.kind, 1 / (1 + exp(-(scorer.bias + scorer.scale * found.total / sqrt(greatest(cardinality(slots), 1)))))
    from (
      -- Out of its storage once, not for each slot.
      select known.kind, known.bias, known.scale, coalesce(known.learnt, known.weights) || ''::bytea as weights from private.text_scorers known offset 0
    ) scorer
    cross join lateral (select coalesce(sum(get_byte(scorer.weights, slot) - 128), 0)::double precision as total from unnest(slots) slot) found;
end
$$;
comment on function private.score_text is 'How likely a text is each kind of harm that is known, 0 to 1. Cost grows with the text, not with what was learnt.';
