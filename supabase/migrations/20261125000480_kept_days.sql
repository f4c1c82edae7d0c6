-- Days in UTC are always kept, and everybody who has registered belongs to a cohort.
insert into private.kept_time_zones (time_zone) values ('UTC');
select private.begin_lifecycles(array(select id from public.profiles));
