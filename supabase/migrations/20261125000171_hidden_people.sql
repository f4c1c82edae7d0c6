-- Profiles know by themselves until when they are hidden; their triggers do the rest (audience of posts, search).
update public.profiles profile set hidden_until = private.hidden_until(account)
from private.accounts account
where account.id = profile.id and private.hidden_until(account) > now();
