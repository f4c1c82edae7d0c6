create function private.notice_same_texts() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  reading record := private.begin_reading('notice_same_texts', 5000);
  noticed text[];
  alike record;
  flagged int := 0;
begin
  delete from private.text_prints print
  where print.noticed_at < clock_timestamp() - make_interval(mins => (private.setting('same_text_minutes') #>> '{}')::int);
  with added as (
    insert into private.text_prints (fingerprint, target, target_id, author_id, place_id, by_newcomer)
    select private.text_fingerprint(said.written), said.target, said.id, said.author_id, said.place_id, account.created_at > now() - interval '7 days'
    from private.texts_written(reading.since, reading.until) said
    join private.accounts account on account.id = said.author_id
    -- Short texts are alike by chance: "me too", "happy birthday".
    where length(said.written) >= 20
    on conflict (target_id) do nothing
    returning fingerprint
  )
  select array_agg(distinct fingerprint) into noticed from added;
  for alike in
    with print as (
      select * from private.text_prints known where known.fingerprint = any(noticed)
    ), newest as (
      select distinct on (print.fingerprint, print.author_id) print.fingerprint, print.author_id, print.target, print.target_id
      from print order by print.fingerprint, print.author_id, print.noticed_at desc, print.target_id desc
    ), author as (
      select print.fingerprint, print.author_id, 'same_text_places' as rule, count(distinct print.place_id) as times
      from print group by print.fingerprint, print.author_id
      having count(distinct print.place_id) >= (private.setting('same_text_places') #>> '{}')::int and not bool_or(print.told_of_author)
    ), raid as (
      select print.fingerprint, (array_agg(print.author_id order by print.noticed_at desc, print.target_id desc) filter (where print.by_newcomer))[1] as author_id,
        'same_text_newcomers' as rule, count(distinct print.author_id) filter (where print.by_newcomer) as times
      from print group by print.fingerprint
      having count(distinct print.author_id) filter (where print.by_newcomer) >= (private.setting('same_text_newcomers') #>> '{}')::int
        and not bool_or(print.told_of_raid)
    )
    select * from (select * from author union all select * from raid) found join newest using (fingerprint, author_id)
  loop
    perform private.emit('flag', alike.author_id, alike.author_id, alike.target_id, jsonb_build_object(
      'target', alike.target, 'source', 'rule', 'reason', 'spam', 'severity', 2, 'score', null, 'rule', alike.rule, 'times', alike.times));
    -- Once for all of it: the rest is found by its fingerprint.
    update private.text_prints print
    set told_of_author = print.told_of_author or alike.rule = 'same_text_places' and print.author_id = alike.author_id,
      told_of_raid = print.told_of_raid or alike.rule = 'same_text_newcomers'
    where print.fingerprint = alike.fingerprint;
    flagged := flagged + 1;
  end loop;
  perform private.finish_reading('notice_same_texts', reading.until);
  return flagged;
end
$$;
comment on function private.notice_same_texts is '
Notices who writes the same to many strangers within minutes, and newcomers who write the same as each other; returns how many such texts there are
anew. Settings: same_text_minutes, same_text_places, same_text_newcomers. Decide_many takes the rest by its fingerprint.
Emits flag (subject: the author, target: what it is about, details: {target: post|comment|message|media|…, source: terms|scorer|rule|media, reason, severity: 1 to 5, score, and what the source adds}).';
