create function private.queue_mail_digests() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  away uuid;
  queued int := 0;
begin
  for away in
    select account.id
    from private.last_seen known
    join private.accounts account on account.id = known.profile_id
    join private.push_wishes wishes on wishes.person_id = known.profile_id
    left join private.presence present on present.profile_id = known.profile_id
    where known.seen_at between now() - interval '60 days' and now() - interval '3 days'
      and (present.seen_at > now() - interval '3 days') is not true
      and account.email_verified_at is not null and account.deactivated_at is null and (account.banned_until > now()) is not true
      and wishes.mail_digests
      and not exists (
        select from private.outbox_mails mail
        where mail.account_id = account.id and mail.template = 'digest' and mail.created_at > now() - interval '7 days')
  loop
    exit when queued = 5000;
    begin
      queued := queued + private.queue_mail_digest(away)::int;
    exception when others then
      -- One of whom nothing can be said holds up no other.
      perform private.raise_trouble(sqlstate, sqlerrm);
      raise warning 'The digest of % cannot be written: %', away, sqlerrm;
    end;
  end loop;
  return queued;
end
$$;
comment on function private.queue_mail_digests is '
Mails those who have been away for three days, and no more than sixty, how much there is for them: if anything has come since, once a week, to a verified
address, unless they want none. Returns how many mails. The worker calls it by schedule.';

create function private.queue_mail_digest(account_id uuid) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  account private.accounts;
  notifications int;
  conversations int;
  texts jsonb;
begin
  select * into account from private.accounts away where away.id = queue_mail_digest.account_id;
  notifications := (
    select count(*) from private.notifications news
    where news.person_id = account.id and not news.boxed and news.part_count > 0 and news.read_at is null
      and news.changed_at > (select known.seen_at from private.last_seen known where known.profile_id = account.id));
  conversations := private.unread_conversations(account.id);
  if notifications = 0 and conversations = 0 then
    return false;
  end if;
  texts := private.digest_texts(private.mail_language(account.id), account.username, notifications, conversations);
  perform private.queue_mail('digest', account.email, account.id, texts || jsonb_build_object('account_id', account.id));
  return true;
end
$$;
comment on function private.queue_mail_digest is 'Mails somebody how much there is for them, if there is anything.';

create function private.mail_language(person_id uuid) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return split_part(coalesce(
    (select settings.language from private.notification_settings settings where settings.person_id = mail_language.person_id),
    (select lower(device.locale) from private.push_endpoints device where device.person_id = mail_language.person_id order by device.renewed_at desc limit 1),
    'en'), '-', 1);
end
$$;
comment on function private.mail_language is 'The language in which somebody is written to: as they have set, or as the device speaks that was heard of last.';

create function private.digest_texts(language text, username text, notifications int, conversations int) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  notifications_text text := replace((private.push_words('mail.notifications', language, notifications)).title, '{count}', notifications::text);
  conversations_text text := replace((private.push_words('mail.conversations', language, conversations)).title, '{count}', conversations::text);
  both_text text := replace(replace((private.push_words('mail.both', language, 1)).title, '{one}', notifications_text), '{other}', conversations_text);
  things text := case when conversations = 0 then notifications_text when notifications = 0 then conversations_text else both_text end;
  digest private.push_texts := private.push_words('mail.digest', language, 1);
begin
  return jsonb_build_object('language', digest.language, 'subject', replace(digest.title, '{things}', things), 'text', replace(digest.body, '{things}', things),
    'greeting', replace((private.push_words('mail.greeting', language, 1)).title, '{name}', username),
    'label', (private.push_words('mail.see', language, 1)).title, 'leave', (private.push_words('mail.leave', language, 1)).title);
end
$$;
comment on function private.digest_texts is 'A digest in words, from private.push_texts: {language, greeting, subject, text, label: of its button, leave: of the link that ends such mails}.';

create function private.unsubscribe_from_mails(account_id uuid, ip inet) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform private.take_token_by_ip('mail_token_by_ip', unsubscribe_from_mails.ip);
  insert into private.push_settings as stored (person_id, mail_digests)
  select person.id, false from public.profiles person where person.id = unsubscribe_from_mails.account_id
  on conflict on constraint push_settings_pkey do update set mail_digests = false where stored.mail_digests;
end
$$;
comment on function private.unsubscribe_from_mails is 'No more digests by mail to this account. The caller has checked the signed link of one. Idempotent. Errors: RATE_LIMITED.';
