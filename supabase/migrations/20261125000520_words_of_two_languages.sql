-- Words of the lists that are everyday words of another language: Dutch nicht is German for not, Italian fica Portuguese for stays. What an
-- installation has made of them itself stays.
delete from private.automod_terms where (term, severity, category, locale) in (('nicht', 'hint', 'profanity', 'nl'), ('fica', 'hint', 'profanity', 'it'));
