-- Do two moderators see the same thing alike? A sample of decisions is made twice, and the second one knows nothing of the first.
create function public.next_second_review() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.next_second_review();
end
$$;
comment on function public.next_second_review is '
For moderators: the oldest decision of another moderator that waits for a second look, for fifteen minutes: {id, case: as moderation_queue without its
status, reports, flags: as get_case}. What was decided is not said. Null if none waits.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED.';
grant execute on function public.next_second_review to authenticated;

create function private.next_second_review() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  drawn private.second_reviews;
begin
  select review.* into drawn
  from private.second_reviews review
  join private.decisions decision on decision.id = review.decision_id and decision.person_id <> moderator
  join private.accounts account on account.id = decision.person_id and (account.app_role = 'user' or private.is_admin())
  where review.verdict is null and review.first_moderator <> moderator
    and (review.claimed_until > now() and review.moderator_id <> moderator) is not true
  order by review.id
  limit 1
  for update of review skip locked;
  if not found then
    return null;
  end if;
  update private.second_reviews claimed set moderator_id = moderator, claimed_until = now() + interval '15 minutes' where claimed.id = drawn.id;
  perform private.log_moderation('second_review_drawn', moderator, jsonb_build_object('review_id', drawn.id, 'decision_id', drawn.decision_id));
  return jsonb_build_object('id', drawn.id) || (
    select jsonb_build_object('case', private.case_view(opened) - array['status', 'claimed', 'claimed_until']) || private.evidence_of(opened.id)
    from private.decisions decision join private.cases opened on opened.id = decision.case_id
    where decision.id = drawn.decision_id);
end
$$;
comment on function private.next_second_review is 'The step of next_second_review that writes. Errors: as next_second_review.';
grant execute on function private.next_second_review to authenticated;

create function public.answer_second_review(review_id uuid, verdict text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  return private.answer_second_review(answer_second_review.review_id, answer_second_review.verdict);
end
$$;
comment on function public.answer_second_review is '
For the moderator who has drawn it: what they would have decided. `verdict`: nothing, content (hide or remove), warning, account (suspend or ban). Changes
nothing for anybody: it measures how far moderators agree. Returns {id, verdict, agrees}.
Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT, REVIEW_NOT_FOUND (also when it was not drawn, or is done).';
grant execute on function public.answer_second_review to authenticated;

create function private.answer_second_review(review_id uuid, verdict text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  moderator uuid := private.active_moderator_id();
  review private.second_reviews;
begin
  if (verdict in ('nothing', 'content', 'warning', 'account')) is not true then
    perform private.raise('INVALID_ARGUMENT', 'verdict must be nothing, content, warning or account.', 422);
  end if;
  update private.second_reviews answered set verdict = answer_second_review.verdict, reviewed_at = now()
  where answered.id = answer_second_review.review_id and answered.moderator_id = moderator and answered.claimed_until > now() and answered.verdict is null
  returning * into review;
  if not found then
    perform private.raise('REVIEW_NOT_FOUND', 'There is no such review, or somebody else has drawn it.', 404);
  end if;
  perform private.log_moderation('second_review', moderator, jsonb_build_object('review_id', review.id, 'decision_id', review.decision_id, 'verdict', verdict));
  return jsonb_build_object('id', review.id, 'verdict', review.verdict, 'agrees', review.verdict = review.first_verdict);
end
$$;
comment on function private.answer_second_review is 'The step of answer_second_review that writes. Errors: as answer_second_review.';
grant execute on function private.answer_second_review to authenticated;

create function public.moderator_agreement(days int default 90) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return private.moderator_agreement(moderator_agreement.days);
end
$$;
comment on function public.moderator_agreement is '
For admins: how far each moderator''s decisions of the last `days` (1 to 730) agree with those who made them again, the best known first: {items: [{moderator_id,
decisions, reviews, agreement, kappa}]}. `agreement`: the part that was alike, 0 to 1. `kappa`: Cohen''s, agreement beyond chance, 1 at most, 0 as by
chance; null without a review, and where both only ever said one thing.
Source: Cohen, "A coefficient of agreement for nominal scales", 1960. Errors: NOT_AUTHENTICATED, ACCOUNT_BANNED, NOT_ALLOWED, INVALID_ARGUMENT.';
grant execute on function public.moderator_agreement to authenticated;

create function private.moderator_agreement(days int) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  since timestamptz := now() - make_interval(days => days);
begin
  perform private.active_admin_id();
  if (days between 1 and 730) is not true then
    perform private.raise('INVALID_ARGUMENT', 'days must be 1 to 730.', 422);
  end if;
  return jsonb_build_object('items', (
    with reviewed as (
      select first_moderator, first_verdict, verdict from private.second_reviews where reviewed_at > since
    ), agreed as (
      select first_moderator, count(*) as reviews, avg((first_verdict = verdict)::int)::double precision as agreement
      from reviewed group by first_moderator
    ), chance as (
      select first_moderator, sum(firsts::double precision * seconds / (total * total)) as by_chance
      from (
        select reviewed.first_moderator, class.name, count(*) filter (where first_verdict = class.name) as firsts,
          count(*) filter (where verdict = class.name) as seconds, count(*)::double precision as total
        from reviewed cross join (values ('nothing'), ('content'), ('warning'), ('account')) class (name)
        group by reviewed.first_moderator, class.name
      ) counted
      group by first_moderator
    ), decided as (
      select decided_by, count(*) as decisions from private.decisions where created_at > since and decided_by is not null and undone_at is null group by decided_by
    )
    select coalesce(jsonb_agg(jsonb_build_object('moderator_id', decided.decided_by, 'decisions', decided.decisions, 'reviews', coalesce(agreed.reviews, 0),
      'agreement', agreed.agreement, 'kappa', (agreed.agreement - chance.by_chance) / nullif(1 - chance.by_chance, 0))
      order by agreed.reviews desc nulls last, decided.decisions desc, decided.decided_by), '[]')
    from decided
    left join agreed on agreed.first_moderator = decided.decided_by
    left join chance on chance.first_moderator = decided.decided_by));
end
$$;
comment on function private.moderator_agreement is 'The step of moderator_agreement that reads. Errors: as moderator_agreement.';
grant execute on function private.moderator_agreement to authenticated;
