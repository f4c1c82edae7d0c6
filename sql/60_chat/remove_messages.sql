create function private.remove_messages() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  delete from private.messages message using gone where message.conversation_id = gone.id;
  return null;
end
$$;
comment on function private.remove_messages is 'Statement trigger of conversations: what was said in those that are gone goes too.';
