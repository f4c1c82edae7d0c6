-- How long the activity log goes back. Change it with a plain update.
insert into private.settings (name, value, description) values
  ('activity_days', '90', 'For how many days it is kept what people did in the product (private.events).');
