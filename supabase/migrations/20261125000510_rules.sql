-- The rules that Plaza begins with. Admins change them with set_rule. What they say was in these settings.
delete from private.settings where name in ('same_text_minutes', 'same_text_places', 'same_text_newcomers', 'trusted_reports_to_hold');

insert into private.rules (name, description, targets, action, reason, severity, once_per, state, condition) values
  ('new_account_same_link_openers', 'A new account writes the same text with a link to five strangers within ten minutes: from the fifth on it waits for a moderator.',
    '{message}', 'hold', 'spam', 3, 'thing', 'live',
    '{"all": [{"fact": "links", "is": "at_least", "value": 1}, {"fact": "account_age_days", "is": "less_than", "value": 7}, {"fact": "same_text_places", "minutes": 10, "is": "at_least", "value": 5}]}'),
  ('same_text_places', 'Somebody writes the same to five strangers, under five posts or in five posts within ten minutes.',
    '{post,comment,message}', 'flag', 'spam', 2, 'person', 'live',
    '{"all": [{"fact": "length", "is": "at_least", "value": 20}, {"fact": "same_text_places", "minutes": 10, "is": "at_least", "value": 5}]}'),
  ('newcomers_same_text', 'A raid: five accounts younger than a week write the same within ten minutes.',
    '{post,comment,message}', 'flag', 'spam', 2, 'text', 'live',
    '{"all": [{"fact": "length", "is": "at_least", "value": 20}, {"fact": "account_age_days", "is": "less_than", "value": 7}, {"fact": "newcomers_with_same_text", "minutes": 10, "is": "at_least", "value": 5}]}'),
  ('many_newcomers_same_text', 'A raid of ten and more, held back from the tenth on. In shadow: look at what it would hold before it does.',
    '{post,comment}', 'hold', 'spam', 3, 'thing', 'shadow',
    '{"all": [{"fact": "length", "is": "at_least", "value": 20}, {"fact": "account_age_days", "is": "less_than", "value": 7}, {"fact": "newcomers_with_same_text", "minutes": 10, "is": "at_least", "value": 10}]}'),
  ('trusted_reports', 'Three people whose accounts have stood a while, and whose reports were right before, have reported it: nobody else sees it until a moderator has looked.',
    '{report}', 'hold', 'other', 1, 'thing', 'live',
    '{"fact": "trusted_reports", "minutes": 43200, "is": "at_least", "value": 3}');
