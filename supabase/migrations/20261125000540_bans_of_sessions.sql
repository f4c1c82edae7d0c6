-- A session knows of the ban of its account: triggers keep it so from now on.
update private.sessions session set banned_until = account.banned_until
from private.accounts account
where account.id = session.account_id and account.banned_until is not null;
