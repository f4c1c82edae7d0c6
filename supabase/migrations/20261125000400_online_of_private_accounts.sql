-- The search says of private accounts no more whether they are online.
select private.index_people(array(select id from public.profiles where is_private));
