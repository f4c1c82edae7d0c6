/** What is wrong with a file, in words for its owner. Trying again would not help. */
export class MediaError extends Error {}
