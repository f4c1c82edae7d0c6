-- What moderators decide about texts teaches the scorers, at night (media-worker/queues/train-scorers.ts). Reports teach nothing, however many; nor does
-- one moderator, however busy.
create function private.judged_texts(since timestamptz)
returns table (case_id uuid, kind text, written text, harmful boolean, moderator uuid, author_id uuid)
language sql stable
set search_path = ''
as $$
  select opened.id, alleged.kinds[1], said.written, opened.status = 'upheld', decided.decided_by, opened.person_id
  from (
    select decision.case_id, decision.decided_by
    from private.decisions decision
    -- Until then it may be undone.
    where decision.told_at is not null and decision.undone_at is null and decision.created_at > judged_texts.since
    order by decision.id desc
    limit 5000
  ) decided
  join private.cases opened on opened.id = decided.case_id and opened.status <> 'open' and opened.target in ('post', 'comment', 'message')
  cross join lateral (
    select array_agg(distinct case when claim.reason = 'spam' then 'spam'
        when claim.reason in ('harassment', 'hate', 'violence', 'abuse', 'insult', 'threat', 'profanity') then 'abuse' else claim.reason end) as kinds,
      (array_agg(claim.evidence order by claim.id desc) filter (where claim.evidence <> '{}'))[1] as evidence
    from (
      select report.id, report.reason, report.evidence from private.reports report where report.case_id = opened.id
      union all
      select flag.id, flag.reason, flag.evidence from private.flags flag where flag.case_id = opened.id and flag.source <> 'moderator'
    ) claim
  ) alleged
  cross join lateral (
    select coalesce(alleged.evidence ->> case opened.target when 'post' then 'caption' else 'body' end,
      jsonb_path_query_first(alleged.evidence, '$.messages[*] ? (@.id == $id).body', jsonb_build_object('id', opened.target_id)) #>> '{}') as written
  ) said
  -- What is said to be several things teaches none of them.
  where cardinality(alleged.kinds) = 1 and alleged.kinds[1] in ('abuse', 'spam') and said.written <> ''
$$;
comment on function private.judged_texts is '
The texts that moderators have judged since then, of the latest 5,000 decisions that have been told: what each was said to be (abuse, spam), whether that was
upheld (an appeal counts), who decided, and who wrote it.';

create function private.scorer_lessons() returns table (kind text, slots int[], harmful boolean)
language sql stable
set search_path = ''
as $$
  with text as (
    -- The same words are one lesson, and none where moderators disagree.
    select judged.kind, private.text_fingerprint(judged.written) as print, max(judged.case_id::text) as place, bool_or(judged.harmful) as harmful,
      (array_agg(judged.written order by judged.case_id desc))[1] as written,
      (array_agg(judged.moderator order by judged.case_id desc))[1] as moderator,
      (array_agg(judged.author_id order by judged.case_id desc))[1] as author_id
    from private.judged_texts(now() - interval '180 days') judged
    where judged.moderator is not null
    group by 1, 2
    having bool_or(judged.harmful) = bool_and(judged.harmful)
  ), of_many_authors as (
    select by_author.*, row_number() over (partition by by_author.kind, by_author.moderator order by by_author.place desc) as nth
    from (select text.*, row_number() over (partition by text.kind, text.author_id order by text.place desc) as nth_of_author from text) by_author
    where by_author.nth_of_author <= 5
  ), busy as (
    select counted.kind, (array_agg(counted.lessons order by counted.lessons desc))[3] as third
    from (select lesson.kind, lesson.moderator, count(*) as lessons from of_many_authors lesson group by 1, 2) counted
    group by counted.kind
  )
  select lesson.kind, private.text_slots(left(lesson.written, 2000)), lesson.harmful
  from of_many_authors lesson
  -- Nobody teaches more than the third busiest does: none has over a third of the say, and two alone have none.
  join busy on busy.kind = lesson.kind and lesson.nth <= busy.third
  order by lesson.kind, lesson.place
$$;
comment on function private.scorer_lessons is '
What the scorers learn from, in a fixed order: texts that moderators have judged in the last 180 days, five of an author, each once, and of each moderator as
many as of the third busiest at most.';

create function private.scorers_to_train()
returns table (kind text, weights bytea, scale double precision, bias double precision, threshold double precision, tests jsonb)
language sql stable
set search_path = ''
as $$
  select scorer.kind, scorer.weights, scorer.scale, scorer.bias, scorer.threshold, (
    select coalesce(jsonb_agg(jsonb_build_object('harmful', test.harmful, 'slots', encode(test.slots, 'base64')) order by test.place), '[]')
    from private.scorer_tests test where test.kind = scorer.kind)
  from private.text_scorers scorer
  order by scorer.kind
$$;
comment on function private.scorers_to_train is 'The scorers as they are shipped, and what new weights are tried on.';

create function private.store_learnt_weights(kind text, learnt bytea, lessons int) returns void
language sql volatile
set search_path = ''
as $$
  update private.text_scorers scorer
  set learnt = store_learnt_weights.learnt, learnt_from = store_learnt_weights.lessons, learnt_at = now()
  where scorer.kind = store_learnt_weights.kind
$$;
comment on function private.store_learnt_weights is 'Takes new weights of a scorer, from the next text on.';

create function public.scorer_calibration(days int default 90) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.scorer_calibration(days);
end
$$;
comment on function public.scorer_calibration is '
For admins: how far the scores of texts are right: of those that moderators have judged in the last `days` (1 to 180), by score, how many they upheld: {items:
[{kind, threshold: from what score on moderators are told, learnt_from: from how many judged texts it has learnt, learnt_at, bins: [{from, to, texts, upheld,
score: the mean}]}]}, ten bins, those without a text left out. Well calibrated is what is upheld as often as its score says; who reports and what is flagged
decides what is judged at all. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function public.scorer_calibration to authenticated;

create function private.scorer_calibration(days int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.active_admin_id();
  if (days between 1 and 180) is not true then
    perform private.raise('INVALID_ARGUMENT', 'days must be 1 to 180.', 422);
  end if;
  return jsonb_build_object('items', (
    with bin as (
      select judged.kind, least(floor(scored.score * 10), 9)::int as place, count(*) as texts, count(*) filter (where judged.harmful) as upheld,
        avg(scored.score) as score
      from (select * from private.judged_texts(now() - make_interval(days => days)) limit 2000) judged
      join lateral private.score_text(judged.written) scored on scored.kind = judged.kind
      group by 1, 2
    )
    select coalesce(jsonb_agg(jsonb_build_object('kind', scorer.kind, 'threshold', scorer.threshold, 'learnt_from', scorer.learnt_from, 'learnt_at', scorer.learnt_at,
      'bins', (
        select coalesce(jsonb_agg(jsonb_build_object('from', bin.place / 10.0, 'to', (bin.place + 1) / 10.0, 'texts', bin.texts, 'upheld', bin.upheld,
          'score', round(bin.score::numeric, 3)) order by bin.place), '[]')
        from bin where bin.kind = scorer.kind)) order by scorer.kind), '[]')
    from private.text_scorers scorer));
end
$$;
comment on function private.scorer_calibration is 'The step of scorer_calibration that reads. Errors: as scorer_calibration.';
grant execute on function private.scorer_calibration to authenticated;
