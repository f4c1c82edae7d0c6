SET local check_function_bodies = off;

CREATE TABLE "private"."settings" (
  "name"        text  NOT NULL,
  "value"       jsonb NOT NULL,
  "description" text  NOT NULL,
  CONSTRAINT "name_is_snake_case" CHECK ((name ~ '^[a-z][a-z_]{1,60}$'::text)),
  CONSTRAINT "settings_pkey" PRIMARY KEY (name)
);

ALTER TABLE "private"."settings"
  ENABLE ROW LEVEL SECURITY;

CREATE OR REPLACE FUNCTION private.check_request()
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  -- The keys of the project are nobody's session.
  if auth.role() in ('anon', 'service_role') then
    return;
  end if;
  perform private.active_caller_id();
exception when invalid_text_representation then
  perform private.raise('NOT_AUTHENTICATED', 'This token belongs to no session. Sign in.', 401);
end
$function$;

CREATE OR REPLACE FUNCTION private.client_ip()
  RETURNS inet
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  -- Supabase's edge overwrites cf-connecting-ip, and so does the embedded gateway: a client cannot forge it.
  -- Behind another proxy, the setting names the header that this one overwrites.
  header text := private.setting('client_ip_header') #>> '{}';
begin
  return nullif(nullif(current_setting('request.headers', true), '')::jsonb ->> header, '')::inet;
exception when invalid_text_representation then
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.live_caller()
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return (
    select session.account_id
    from private.live_sessions session
    where session.id = (auth.jwt() ->> 'sid')::uuid and session.account_id = auth.uid()
      and coalesce(session.banned_until <= now(), true));
exception when invalid_text_representation then
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.realtime_rechecks()
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select private.setting('realtime_rechecks') = 'true'
$function$;

CREATE OR REPLACE FUNCTION private.setting (
  name text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  value jsonb;
begin
  select stored.value into strict value from private.settings stored where stored.name = setting.name;
  return value;
end
$function$;

COMMENT ON FUNCTION "private"."check_request"() IS '
Lets a request over REST begin, as its role, if the session of its token is alive at this moment. PostgREST calls it first
in every transaction: the login role authenticator names it in its setting pgrst.db_pre_request. Errors:
NOT_AUTHENTICATED, ACCOUNT_BANNED (details: until when).';

COMMENT ON FUNCTION "private"."live_caller"() IS '
The signed-in user if the account and the session of the token are alive and the account is not banned; otherwise null. For
policies and topics, which show nothing where a call refuses.';

COMMENT ON FUNCTION "private"."realtime_rechecks"() IS '
Whether this Realtime follows private.recheck_topic: the embedded platform switches the setting realtime_rechecks on.
Where it is off, whoever lost access may go on receiving on the topic for the life of an access token: for that long
a domain has to send what he is not to see to the topics user:<id> of the others.';

COMMENT ON FUNCTION "private"."setting"(text) IS 'The value of a setting: one look-up by primary key. An unknown name is a programming error and raises no_data_found.';

COMMENT ON TABLE "private"."settings" IS '
One row a setting. Rows come from migrations, with the value that is right for most, and are changed in place:
update private.settings set value = ''"x-real-ip"'' where name = ''client_ip_header''. It counts from the next request on.';

REVOKE ALL ON FUNCTION "private"."check_request"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."check_request"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_request"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."live_caller"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_caller"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."setting"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."setting"(text) TO "postgres";
