-- What is reported in an anonymous conversation (70_matchmaking) is a case like any other. It is about a member of that conversation: the
-- reporter, who sees it among their reports, does not learn who that is.
create function private.file_stranger_report() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if new.reporter_id is not null and new.reported_id is not null then
    perform private.file_report(new.reporter_id, 'stranger', member.id, new.reported_id,
      jsonb_build_object('conversation_id', new.conversation_id, 'messages', new.evidence), null, new.reason, new.note)
    from private.conversation_members member
    where member.conversation_id = new.conversation_id and member.user_id = new.reported_id;
  end if;
  return null;
end
$$;
comment on function private.file_stranger_report is 'Trigger: a report about a stranger opens a case, with what was said as its evidence.';

create trigger file_stranger_report after insert on private.stranger_reports
  for each row execute function private.file_stranger_report();
