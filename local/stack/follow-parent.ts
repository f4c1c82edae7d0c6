/**
 * Preloaded into every Node part (`node --import`): when the supervisor is killed, its end of the channel
 * closes, and the part ends too instead of holding its port for ever.
 */
process.on("disconnect", () => process.exit(1));
process.channel?.unref();
