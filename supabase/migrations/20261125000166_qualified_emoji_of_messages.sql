-- As 20261125000162, for messages.
update private.message_reactions set emoji = private.qualified_emoji(emoji) where private.qualified_emoji(emoji) <> emoji;
