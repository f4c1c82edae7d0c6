-- What messages are found by, where a sentence has no blanks: private.message_words makes pairs of characters of it now.
update private.message_search searched
set words = private.message_words(message.conversation_id, message.body)
from private.messages message
where message.id = searched.message_id and octet_length(message.body) <> length(message.body)
  and searched.words <> private.message_words(message.conversation_id, message.body);
