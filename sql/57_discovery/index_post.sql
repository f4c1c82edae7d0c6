create function private.post_words(written text) returns tsvector
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  return array_to_tsvector(array(
    select distinct left(word, 40)
    from regexp_split_to_table(private.spaced_scripts(private.folded(written)), '[^[:alnum:]]+' collate "pg_c_utf8") word
    where word <> ''));
end
$$;
comment on function private.post_words is 'What search_posts finds a caption by: its different words, folded, up to 40 letters of each; hashtags are words.';

create function private.index_post() returns trigger
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  insert into private.post_index as indexed (post_id, position, cell, tile, language, words)
  values (new.id, new.position, new.cell, private.tile_of(new.cell), private.language_of(new.caption), private.post_words(new.caption))
  on conflict (post_id) do update set words = excluded.words, language = excluded.language, cell = excluded.cell, tile = excluded.tile;
  return null;
end
$$;
comment on function private.index_post is 'Row trigger of posts: discovery hears of a post that has appeared, and of its new caption when it is edited.';
