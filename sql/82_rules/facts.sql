-- What rules may ask for. Each fact is read out of the text, looked up by a key, or counted over one range of an index that is cut off.
create function private.rule_facts() returns table (name text, kind text, targets text[], is_counted boolean, cost int, description text)
language sql immutable
set search_path = ''
as $$
  values
    ('length', 'number', array['post', 'comment', 'message', 'profile'], false, 1, 'Characters of the text.'),
    ('links', 'number', array['post', 'comment', 'message', 'profile'], false, 2, 'Links in the text, with or without https://.'),
    ('link_domains', 'list', array['post', 'comment', 'message', 'profile'], false, 2, 'Domains of the links, in lower case, without www.'),
    ('mentions', 'number', array['post', 'comment', 'message', 'profile'], false, 2, 'People named by @.'),
    ('account_age_days', 'number', array['post', 'comment', 'message', 'profile', 'report'], false, 3, 'Days since the account of who made it was opened.'),
    ('email_verified', 'boolean', array['post', 'comment', 'message', 'profile', 'report'], false, 3, 'Whether that account has a confirmed address.'),
    ('verified', 'boolean', array['post', 'comment', 'message', 'profile', 'report'], false, 3, 'Whether that person has the badge.'),
    ('strikes', 'number', array['post', 'comment', 'message', 'profile', 'report'], false, 3, 'Warnings to that person that still count.'),
    ('followers', 'number', array['post', 'comment', 'message', 'profile', 'report'], false, 3, 'Followers of that person.'),
    ('trust', 'number', array['post', 'comment', 'message', 'profile', 'report'], false, 4, 'How much the deeds of that person say, 0 to 1.'),
    ('language', 'text', array['post', 'comment', 'message', 'profile'], false, 4, 'The language of the text, as in en; nothing where it cannot be told.'),
    ('terms', 'list', array['post', 'comment', 'message', 'profile'], false, 5, 'Terms of automatic moderation that were found.'),
    ('term_kinds', 'list', array['post', 'comment', 'message', 'profile'], false, 5, 'The kinds of harm of those terms.'),
    ('posts', 'number', array['post', 'comment', 'message', 'profile'], true, 6, 'Posts of that person within the minutes, this one included.'),
    ('comments', 'number', array['post', 'comment', 'message', 'profile'], true, 6, 'Comments of that person within the minutes, this one included.'),
    ('messages', 'number', array['post', 'comment', 'message', 'profile'], true, 6, 'Messages of that person within the minutes, this one included.'),
    ('openers', 'number', array['message'], true, 7,
      'Conversations in which that person has spoken within the minutes and nobody has answered, this one included; 0 for an answer and in groups.'),
    ('same_text_places', 'number', array['post', 'comment', 'message'], true, 7,
      'In how many posts, under how many posts or in how many conversations without an answer that person has said the same within the minutes.'),
    ('people_with_same_text', 'number', array['post', 'comment', 'message'], true, 8, 'People who have said the same anywhere within the minutes.'),
    ('newcomers_with_same_text', 'number', array['post', 'comment', 'message'], true, 8, 'Those of them whose account is younger than a week.'),
    ('abuse_score', 'number', array['post', 'comment', 'message', 'profile'], false, 9, 'How much like abuse it looks to the scorer, 0 to 1.'),
    ('spam_score', 'number', array['post', 'comment', 'message', 'profile'], false, 9, 'How much like spam it looks to the scorer, 0 to 1.'),
    ('reports', 'number', array['report'], true, 6, 'People who have reported it within the minutes.'),
    ('trusted_reports', 'number', array['report'], true, 7,
      'Those of them whose accounts have stood a while (trust of .3), and whose reports were right before (six in ten).')
$$;
comment on function private.rule_facts is '
Every fact that a rule may ask for, of which things; `kind`: number, boolean, text or list; `is_counted`: over so many minutes as the rule says, and up to 100.
`cost`: what costs less is asked first.';

create function private.links_in(written text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  -- What most texts cost.
  if written !~ '\S\.\S' then
    return '{}';
  end if;
  return array(
    select regexp_replace(lower(caught[2]), '^www\.', '')
    from regexp_matches(written, '(https?://(?:[^\s/@]*@)?|(?<![[:alnum:]@._-]))((?:[[:alnum:]-]+\.)+[[:alpha:]]{2,})' collate "pg_c_utf8", 'gi') matched (caught)
    where caught[1] <> '' or lower(caught[2]) ~ ('^www\.|\.(com|net|org|info|biz|io|co|me|ru|su|ua|cn|xyz|top|site|online|shop|store|club|live|link|click|app|dev'
      '|ly|gg|to|tv|cc|pw|icu|vip|fun|win|bid|eu|de|uk|fr|nl|pl|it|es|br|in|jp|us)$')
    limit 100);
end
$$;
comment on function private.links_in is '
The domains of the links in a text, in order, as often as they come, up to 100: behind https://, or words that are spelt like a domain of a common kind.';

create function private.fact(thing private.judged_thing, name text, minutes int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  -- One by one, so that what is asked of every message costs no query.
  case name
    when 'length' then
      return to_jsonb(length(thing.written));
    when 'links' then
      return to_jsonb(cardinality(private.links_in(thing.written)));
    when 'link_domains' then
      return to_jsonb(private.links_in(thing.written));
    when 'mentions' then
      return to_jsonb(cardinality(private.usernames_in(thing.written)));
    when 'language' then
      return to_jsonb(private.language_of(thing.written));
    when 'terms' then
      return to_jsonb((private.automod_verdict(thing.written)).terms);
    when 'term_kinds' then
      return (
        select coalesce(jsonb_agg(distinct known.category), '[]') from private.automod_terms known
        where known.term = any ((private.automod_verdict(thing.written)).terms));
    when 'abuse_score', 'spam_score' then
      return (select to_jsonb(scored.score) from private.score_text(thing.written) scored where scored.kind || '_score' = fact.name);
    when 'account_age_days', 'email_verified', 'verified', 'strikes', 'followers', 'trust' then
      return private.fact_of_person(thing, name);
    when 'reports', 'trusted_reports' then
      return to_jsonb(private.count_reports(thing, name = 'trusted_reports', minutes));
    else
      return to_jsonb(private.count_said(thing, name, minutes));
  end case;
end
$$;
comment on function private.fact is 'A fact of private.rule_facts about a thing, as it was when that was written: as far as the database remembers it, which of people is how they are now.';

create function private.fact_of_person(thing private.judged_thing, name text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return case
    when name = 'trust' then coalesce(
      (select to_jsonb(known.trust) from private.trust_of(array[thing.author_id], thing.at) known), '0')
    when name = 'followers' then (
      select to_jsonb(coalesce(sum(stats.followers), 0)) from private.graph_stats stats where stats.profile_id = thing.author_id)
    when name = 'verified' then (
      select to_jsonb(coalesce(profile.verified_at <= thing.at, false)) from public.profiles profile where profile.id = thing.author_id)
    else (
      select case
        when name = 'account_age_days' then to_jsonb(greatest(date_part('epoch', thing.at - account.created_at), 0) / 86400)
        when name = 'email_verified' then to_jsonb(coalesce(account.email_verified_at <= thing.at, false))
        else to_jsonb(private.strikes(account)) end
      from private.accounts account where account.id = thing.author_id)
  end;
end
$$;
comment on function private.fact_of_person is 'As private.fact, of who made the thing; null once the account is gone.';

create function private.is_opener(conversation_id uuid, seq bigint, number bigint, sender_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  -- The first three: so the look behind them is as short.
  return number <= 3
    and exists (select from private.conversations talk where talk.id = is_opener.conversation_id and talk.kind <> 'group')
    and not exists (
      select from private.messages earlier
      where earlier.conversation_id = is_opener.conversation_id and earlier.seq < is_opener.seq and earlier.sender_id <> is_opener.sender_id);
end
$$;
comment on function private.is_opener is 'Whether a message is among the first of a conversation of two in which the other one has not spoken yet.';

create function private.count_said(thing private.judged_thing, what text, minutes int) returns int
language plpgsql stable
set search_path = ''
as $$
declare
  -- Whoever edits a message may do so for a day: what they said before it counts.
  since uuid := private.uuid_v7_at(thing.at - make_interval(mins => minutes + case when thing.is_edited then 1440 else 0 end));
  print text;
begin
  case what
    when 'posts' then
      return (thing.target = 'post')::int + (select count(*) from (
        select from public.posts post
        where post.author_id = thing.author_id and post.position >= since and post.position < thing.moment and post.id <> thing.id limit 100) said);
    when 'comments' then
      return (thing.target = 'comment')::int + (select count(*) from (
        select from public.comments comment
        where comment.author_id = thing.author_id and comment.id >= since and comment.id < thing.moment and comment.id <> thing.id limit 100) said);
    when 'messages' then
      return (thing.target = 'message')::int + (select count(*) from (
        select from private.messages message
        where message.sender_id = thing.author_id and message.id >= since and message.id < thing.moment and message.id <> thing.id
          and message.kind <> 'call' limit 100) said);
    when 'openers' then
      return private.count_openers(thing, since, null);
    when 'same_text_places' then
      -- Short texts are alike by chance: "me too", "happy birthday".
      if thing.target <> 'message' and length(thing.said) < 20 then
        return 1;
      end if;
      print := private.text_fingerprint(thing.said);
      if thing.target = 'message' then
        return private.count_openers(thing, since, print);
      elsif thing.target = 'comment' then
        -- What was deleted meanwhile was there to be read.
        return (
          select count(distinct made.post_id) filter (where made.post_id <> thing.place_id
            and (made.deleted_at is not null or private.text_fingerprint(made.body) = print)) + 1
          from (select * from public.comments comment
            where comment.author_id = thing.author_id and comment.id >= since and comment.id < thing.moment order by comment.id desc limit 200) made);
      end if;
      return (
        select count(*) filter (where made.id <> thing.id and private.text_fingerprint(made.caption) = print) + 1
        from (select * from public.posts post
          where post.author_id = thing.author_id and post.position >= since and post.position < thing.moment order by post.position desc limit 200) made);
    else
      return private.count_same_text_people(thing, since, what = 'newcomers_with_same_text');
  end case;
end
$$;
comment on function private.count_said is 'As private.fact, of what is counted over so many minutes, the thing itself included: one range of an index, cut off at 100 to 300 rows.';

create function private.count_openers(thing private.judged_thing, since uuid, print text) returns int
language plpgsql stable
set search_path = ''
as $$
begin
  if not private.is_opener(thing.place_id, thing.seq, thing.number, thing.author_id) then
    return 0;
  elsif length(thing.said) < 20 and print is not null then
    return 1;
  end if;
  return (
    select count(distinct made.conversation_id) + 1
    from (select * from private.messages message
      where message.sender_id = thing.author_id and message.id >= since and message.id < thing.moment and message.number <= 3
      order by message.id desc limit 200) made
    -- What was deleted or edited meanwhile was there to be read.
    where made.conversation_id <> thing.place_id and (print is null or made.deleted_at is not null or private.text_fingerprint(made.body) = print
        or exists (select from private.message_edits edit where edit.message_id = made.id and private.text_fingerprint(edit.body) = print))
      and private.is_opener(made.conversation_id, made.seq, made.number, made.sender_id));
end
$$;
comment on function private.count_openers is 'In how many conversations somebody has spoken, and nobody has answered: anything, or what is alike by its fingerprint.';

create function private.count_same_text_people(thing private.judged_thing, since uuid, are_newcomers boolean) returns int
language plpgsql stable
set search_path = ''
as $$
declare
  print text := private.text_fingerprint(thing.said);
  people uuid[] := array[thing.author_id];
begin
  if length(thing.said) >= 20 then
    people := people || array(
      (select post.author_id from public.posts post
        where private.text_fingerprint(post.caption) = print and length(post.caption) >= 20 and post.position >= since and post.position < thing.moment
        order by post.position desc limit 300)
      union all
      (select comment.author_id from public.comments comment
        where private.text_fingerprint(comment.body) = print and length(comment.body) >= 20 and comment.id >= since and comment.id < thing.moment
        order by comment.id desc limit 300)
      union all
      (select message.sender_id from private.messages message
        where private.text_fingerprint(message.body::text) = print and length(message.body::text) >= 20 and message.id >= since and message.id < thing.moment
        order by message.id desc limit 300));
  end if;
  return (
    select least(count(*), 100) from private.accounts account
    where account.id = any (people) and (not are_newcomers or account.created_at > thing.at - interval '7 days'));
end
$$;
comment on function private.count_same_text_people is 'How many people have said the same, who made the thing included; or how many of them whose account is younger than a week.';

create function private.count_reports(thing private.judged_thing, are_trusted boolean, minutes int) returns int
language plpgsql stable
set search_path = ''
as $$
declare
  reporters uuid[] := array(
    select made.reporter_id from private.reports made
    where made.case_id = thing.place_id and made.id <= thing.id and made.created_at >= thing.at - make_interval(mins => minutes)
    order by made.id desc limit 100);
begin
  if not are_trusted then
    return cardinality(reporters);
  end if;
  return (
    select count(*) from private.trust_of(reporters, thing.at) reporter
    where reporter.trust >= 0.3 and private.reputation(reporter.person_id) >= 0.6);
end
$$;
comment on function private.count_reports is 'How many people have reported the same; or how many of them who are trusted: a crowd of new accounts says nothing.';
