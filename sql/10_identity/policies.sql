-- Who may join and send on Realtime topics: whose session is alive, and what private.topic_<kind> gives them.
create policy receive_as_declared on realtime.messages for select to authenticated
  using ((select private.is_live_session()) and extension = any ((select (private.topic_access(realtime.topic())).receive)::text[]));
create policy send_as_declared on realtime.messages for insert to authenticated
  with check ((select private.is_live_session()) and extension = any ((select (private.topic_access(realtime.topic())).send)::text[]));
