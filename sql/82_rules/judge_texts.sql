-- Texts are scored once they are there: nobody who writes waits for it, and what is published stays until somebody has looked at it.
create function private.judge_texts() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('judge_texts', 5000);
  flagged int;
begin
  perform private.emit('flag', said.author_id, said.author_id, said.id, jsonb_build_object(
    'target', said.target, 'source', 'scorer', 'reason', found.kind, 'severity', found.severity, 'score', round(found.score::numeric, 3)))
  from private.texts_written(place.since, place.until) said
  cross join lateral (
    select scored.kind, scored.score, scorer.severity
    from private.score_text(said.written) scored
    join private.text_scorers scorer on scorer.kind = scored.kind and scored.score >= scorer.threshold
    order by scorer.severity desc
    limit 1
  ) found
  where said.written <> '';
  get diagnostics flagged = row_count;
  perform private.finish_reading('judge_texts', place.until);
  return flagged;
end
$$;
comment on function private.judge_texts is '
Scores the posts, comments and messages that have come, and tells moderators of those that look like harm; returns how many.
Emits flag (subject: the author, target: the thing, details: {target, source, reason, severity, score, terms, rule, held}): source scorer, reason abuse or spam, severity 1 to 5,
score 0 to 1.';
