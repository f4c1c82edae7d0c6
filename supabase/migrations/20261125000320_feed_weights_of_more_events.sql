-- The first half of Barrapunto with every tenth event (789), where the weights before were chosen with 39: docs/feed.md.
update private.feed_weights set weight = case factor when 'author' then 0.2 when 'fresh' then 2.2 when 'taste' then 0.3 end
where feed = 'home' and factor in ('author', 'fresh', 'taste');
