-- `mention` had three meanings; each has its own name now. Nobody has read them yet.
update private.engagement set kind = case
  when details ? 'message_id' then 'message_mention'
  when details ? 'comment_id' then 'comment_mention'
  else 'post_mention'
end
where kind = 'mention';
