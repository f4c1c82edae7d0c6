create function private.queue_mail_digests() returns int
language plpgsql volatile
set search_path = ''
as $$
declare
  queued int;
begin
  with away as materialized (
    select account.id, account.email, known.seen_at
    from private.last_seen known
    join private.accounts account on account.id = known.profile_id
    left join private.presence present on present.profile_id = known.profile_id
    where known.seen_at between now() - interval '60 days' and now() - interval '3 days'
      and (present.seen_at > now() - interval '3 days') is not true
      and account.email_verified_at is not null and account.deactivated_at is null and (account.banned_until > now()) is not true
      and (private.push_wishes(account.id)).mail_digests
      and not exists (
        select from private.outbox_mails mail
        where mail.account_id = account.id and mail.template = 'digest' and mail.created_at > now() - interval '7 days')
  ), waiting as (
    select away.id, away.email, (
        select count(*) from private.notifications news
        where news.person_id = away.id and not news.boxed and news.part_count > 0 and news.read_at is null and news.changed_at > away.seen_at) as notifications,
      private.unread_conversations(away.id) as conversations
    from away
  ), mailed as (
    select private.queue_mail('digest', waiting.email, waiting.id,
      jsonb_build_object('account_id', waiting.id, 'notifications', waiting.notifications, 'conversations', waiting.conversations))
    from waiting
    where waiting.notifications > 0 or waiting.conversations > 0
    limit 5000
  )
  select count(*) into queued from mailed;
  return queued;
end
$$;
comment on function private.queue_mail_digests is '
Mails those who have been away for three days, and no more than sixty, how much there is for them: if anything has come since, once a week, to a verified
address, unless they want none. Returns how many mails. The worker calls it by schedule.';

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
