-- Nobody is locked out by others: a device that the account has used is counted by itself, and a network that many may
-- share waits for a minute at most.
insert into private.lockout_rules (name, free_attempts, first_delay, longest_delay, description) values
  ('device', 5, '30 seconds', '15 minutes', 'Sign-ins that failed on one device on which the account was signed in before.'),
  ('shared_network', 20, '5 seconds', '1 minute', 'Sign-ins that failed from one IPv4 address, except on such devices.');
update private.lockout_rules set description = 'Sign-ins that failed from one /64 of IPv6, except on devices of the account.'
where name = 'network';
update private.lockout_rules set description = 'Sign-ins that failed with one e-mail address or username, except on devices of the account.'
where name = 'identifier';
-- What IPv4 addresses have waited for under the old rule.
delete from private.login_failures where rule = 'network' and subject !~ ':';
