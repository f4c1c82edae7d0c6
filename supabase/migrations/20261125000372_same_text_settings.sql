insert into private.settings (name, value, description) values
  ('same_text_minutes', '10', 'How long it is remembered who has written the same text, in minutes.'),
  ('same_text_places', '5', 'From how many strangers'' conversations and posts on moderators are told that somebody writes the same in all of them.'),
  ('same_text_newcomers', '5', 'From how many accounts younger than a week on moderators are told that they write the same.');
