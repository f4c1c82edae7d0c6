begin;
select plan(3);

select results_eq(
  $$ select name, private.is_person_name(name) from (values
    ('Ada'), (' Ada '), ('李'), ('O’Brien'), ('Jean-Luc'), ('محمد'), ('علی‌رضا'), ('Zoë 🌸')) shown (name) $$,
  $$ select name, true from (values
    ('Ada'), (' Ada '), ('李'), ('O’Brien'), ('Jean-Luc'), ('محمد'), ('علی‌رضا'), ('Zoë 🌸')) shown (name) $$,
  'names of every script may be shown, joiners inside them included');
select is_empty(
  $$ select codepoint from unnest(array['200b', '2060', '2800', '3164', '115f', '00ad', '200d', '200e', '202e', '034f', '0007', 'feff', '2003']) codepoint
    where private.is_person_name(chr(('x' || lpad(codepoint, 8, '0'))::bit(32)::int)) $$,
  'a name in which there is nothing to see is none');
select is_empty(
  $$ select codepoint from unnest(array['202a', '202e', '2066', '2069', '2028', '2029', '000a', '000d', '0009', '0007', '007f', '0085']) codepoint
    where private.is_person_name('Ada' || chr(('x' || lpad(codepoint, 8, '0'))::bit(32)::int) || 'Lovelace') $$,
  'a name that turns or breaks its line is none');

select * from finish();
rollback;
