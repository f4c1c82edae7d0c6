/** A failure whose message says all there is to say: it is shown without a stack trace. */
export class StartError extends Error {}
