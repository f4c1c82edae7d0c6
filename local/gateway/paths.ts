/**
 * Whether a path is the same to everybody who reads it. The parts parse URLs as browsers do, which resolve dot segments,
 * escaped or not, and take a backslash for a slash: `/realtime/v1/../../health` would leave its prefix behind the gateway.
 */
export const isPlain = (path: string): boolean => !/\\|\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path);

/** The path without its query, which may hold keys and tokens. */
export const pathOf = (url: string | undefined): string => (url ?? "/").split("?", 1)[0] as string;

/** Where a client of another Supabase project looks for what is elsewhere here. */
const elsewhere: [place: RegExp, hint: string][] = [
  [
    /^\/auth\/v1(\/|$)/,
    "Accounts are not Supabase Auth's: register and sign in with the edge function auth, at /functions/v1/auth/… (docs/api.md).",
  ],
  [
    /^\/storage\/v1(\/|$)/,
    "Uploads begin at the edge function media, POST /functions/v1/media/uploads (docs/api.md); the S3 protocol is at /s3.",
  ],
  [/^\/graphql\/v1(\/|$)/, "There is no GraphQL: tables and functions are at /rest/v1/."],
  [/^\/(rest|functions|realtime)(\/|$)/, "These paths begin with /rest/v1/, /functions/v1/ and /realtime/v1/."],
];

export const hintFor = (path: string): string | undefined => elsewhere.find(([place]) => place.test(path))?.[1];
