-- What answers tell of people. The chance that one says yes to another is taken from how readily the one says yes and how readily
-- the other is told yes: both smoothed towards what is usual (Beta-binomial), both fading.
create type private.match_odds as (gives double precision, gets double precision, newness double precision, exposures double precision);
comment on type private.match_odds is 'What a ticket carries of a history: see its columns.';

create function private.match_odds(person_id uuid, intent text) returns private.match_odds
language plpgsql stable
set search_path = ''
as $$
declare
  history private.match_histories;
  fade double precision;
  -- Of the answers in Columbia's speed dating 42 % were yes; worth as much as three answers of one's own.
  usual constant double precision := 0.42;
  trust constant double precision := 3;
begin
  select * into history from private.match_histories histories
  where histories.person_id = match_odds.person_id and histories.intent = match_odds.intent;
  if not found then
    return row(0, 0, 1, 0)::private.match_odds;
  end if;
  fade := private.match_fade(history.answers_at, interval '60 days');
  return row(
    ln((fade * history.accepted + trust * usual) / (fade * (history.answered - history.accepted) + trust * (1 - usual))) - ln(usual / (1 - usual)),
    ln((fade * history.liked + trust * usual) / (fade * (history.shown - history.liked) + trust * (1 - usual))) - ln(usual / (1 - usual)),
    trust / (trust + fade * history.shown),
    history.exposures * private.match_fade(history.exposed_at, interval '1 hour'))::private.match_odds;
end
$$;
comment on function private.match_odds is '
What the answers by and about somebody say, in log odds above what is usual: of Beta-smoothed shares, (yes + 3 × 0.42) / (all + 3).';

create function private.match_fade(since timestamptz, half_life interval) returns double precision
language plpgsql stable
set search_path = ''
as $$
begin
  return power(0.5, greatest(0, date_part('epoch', now() - since)) / date_part('epoch', half_life));
end
$$;
comment on function private.match_fade is 'What is left of something that halves with every half-life.';

create function private.note_match_answer(giver_id uuid, other_id uuid, intent text, accepts boolean) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  yes double precision := case when accepts then 1 else 0 end;
begin
  insert into private.match_histories as history (person_id, intent, accepted, answered, liked, shown)
  select side.person_id, note_match_answer.intent, side.accepted, side.answered, side.liked, side.shown
  from (values (giver_id, yes, 1, 0, 0), (other_id, 0, 0, yes, 1)) side (person_id, accepted, answered, liked, shown)
  order by side.person_id
  on conflict on constraint match_histories_pkey do update set
    accepted = history.accepted * private.match_fade(history.answers_at, interval '60 days') + excluded.accepted,
    answered = history.answered * private.match_fade(history.answers_at, interval '60 days') + excluded.answered,
    liked = history.liked * private.match_fade(history.answers_at, interval '60 days') + excluded.liked,
    shown = history.shown * private.match_fade(history.answers_at, interval '60 days') + excluded.shown,
    answers_at = now();
end
$$;
comment on function private.note_match_answer is 'Somebody has said yes or no to somebody else: it counts for both.';
