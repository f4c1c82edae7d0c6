create trigger discard_objects after delete on private.media
  for each row execute function private.discard_media_objects();
