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

create function private.spaced_scripts(folded text) returns text
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
begin
  -- Where a sentence has no blanks, each pair of neighbouring characters is a word: a search for 東京 finds 今日は東京に.
  if folded !~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]' then
    return folded;
  end if;
  return coalesce((
    select string_agg(case when run.spaceless then private.pairs_of(run.piece) else run.piece end, ' ' order by run.place)
    from (
      select part[1] as piece, part[1] ~ '^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]' as spaceless, place
      from regexp_matches(folded,
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]+', 'g')
        with ordinality matched (part, place)
    ) run), '');
end
$$;
comment on function private.spaced_scripts is 'A folded text in which runs of Thai, Lao, Burmese, Khmer, kana and Han are pairs of characters with blanks between.';

create function private.pairs_of(run text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  -- One walk: to ask for the nth character is one each time.
  select coalesce(string_agg(character || follower, ' ' order by place), run)
  from (
    select character, lead(character) over (order by place) as follower, place
    from unnest(string_to_array(run, null)) with ordinality written (character, place)
  ) pair
  where follower is not null
$$;
comment on function private.pairs_of is 'Each pair of neighbouring characters of a text, with blanks between; of a single one itself.';

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
