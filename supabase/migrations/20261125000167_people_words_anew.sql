-- Names are taken apart into words in another way: everybody is indexed anew.
delete from private.people_words;
select private.index_people(array(select id from public.profiles));
