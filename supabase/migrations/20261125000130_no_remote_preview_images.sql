-- The pictures of link previews were addresses of strangers, which every reader's client fetched. Messages show copies of ours
-- from now on; what is stored loses its picture.
delete from private.link_previews;
update private.messages set details = jsonb_set(details, '{preview,image}', 'null') where details #>> '{preview,image}' is not null;
