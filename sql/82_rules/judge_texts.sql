-- Texts are scored once they are there: nobody who writes waits for it, and what is published stays until somebody has looked at it.
create function private.judge_texts() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  place record := private.begin_reading('judge_texts', 5000);
  flagged int;
begin
  perform private.emit('flag', judged.author_id, judged.author_id, judged.id, jsonb_build_object(
    'target', judged.target, 'source', 'scorer', 'reason', judged.kind, 'severity', judged.severity, 'score', round(judged.score::numeric, 3)))
  from (
    select written.target, written.id, written.author_id, found.kind, found.score, found.severity
    from (
      select 'post' as target, post.id, post.author_id, concat_ws(E'\n', post.caption, post.content_warning, post.place) as text
      from private.engagement line join public.posts post on post.id = line.target_id
      where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'post'
      union all
      select 'comment', comment.id, comment.author_id, comment.body
      from private.engagement line join public.comments comment on comment.id = (line.details ->> 'comment_id')::uuid
      where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'comment'
      union all
      select 'message', message.id, message.sender_id, message.body
      from private.engagement line join private.messages message on message.id = (line.details ->> 'message_id')::uuid
      where line.transaction_id >= place.since and line.transaction_id < place.until and line.kind = 'message'
    ) written
    cross join lateral (
      select scored.kind, scored.score, scorer.severity
      from private.score_text(written.text) scored
      join private.text_scorers scorer on scorer.kind = scored.kind and scored.score >= scorer.threshold
      order by scorer.severity desc
      limit 1
    ) found
    where written.author_id is not null and written.text <> ''
  ) judged;
  get diagnostics flagged = row_count;
  perform private.finish_reading('judge_texts', place.until);
  return flagged;
end
$$;
comment on function private.judge_texts is '
Scores the posts, comments and messages that have come, and tells moderators of those that look like harm; returns how many.
Emits flag (subject: the author; target: the thing; details: {target: post, comment or message, source: scorer, reason: abuse or spam, severity: 1 to 5, score: 0 to 1}).';
