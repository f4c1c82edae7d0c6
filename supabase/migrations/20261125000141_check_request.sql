-- PostgREST, and the embedded stand-in for it, call this function first in every transaction.
alter role authenticator set pgrst.db_pre_request = 'private.check_request';
notify pgrst, 'reload config';
