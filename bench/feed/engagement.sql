-- Who has looked at what, never the same post twice: about :looks rows.
create view bench.looked as
select person.n, person.id as viewer_id, nth, post.rank, post.id as post_id, post.author_id, bench.chance(person.n, 1000000 + nth) as luck
from (select *, least(ceil(zeal * :looks / (select sum(zeal) from bench.people)), :posts / 2)::int as looks from bench.people) person
cross join generate_series(0, person.looks - 1) nth
join bench.posts post on post.rank = bench.pick(nth, person.looks, :posts, 3, bench.chance(person.n, nth))
where post.author <> person.n;
