/**
 * The codes of the embedded gateway, which stands in for Supabase's: its own, and those that it shares with what it stands
 * in front of. docs/errors.md lists them apart, because a hosted project's gateway has words of its own.
 */
export const gatewayErrorCodes = {
  NO_API_KEY: [401, "The request has no `apikey` header."],
  INVALID_API_KEY: [401, "The API key is not one of this project's."],
  UNAUTHORIZED_NO_AUTH_HEADER: [
    401,
    "The function is for callers with an access token (`verify_jwt`), and there is none.",
  ],
  UNAUTHORIZED_INVALID_JWT: [
    401,
    "The function is for callers with an access token (`verify_jwt`), and this is no good one.",
  ],
  INVALID_PATH: [400, "The path has `.` or `..` segments or backslashes, which clients resolve before they ask."],
  FUNCTION_NOT_FOUND: [404, "There is no edge function of this name."],
  METHOD_NOT_ALLOWED: [405, "The path does not know this method; `Allow` names those that it knows."],
  NOT_FOUND: [404, "There is nothing at this path."],
  BODY_TOO_LARGE: [413, "The body is larger than this call accepts."],
  INTERNAL: [500, "Something broke on the server. The request id in `details` finds it in the log."],
  UNAVAILABLE: [503, "A part of the platform is restarting; `Retry-After` says when to try again."],
  TIMEOUT: [504, "A part of the platform did not answer in time."],
} as const satisfies Record<string, readonly [status: number, meaning: string]>;

export type GatewayErrorCode = keyof typeof gatewayErrorCodes;
