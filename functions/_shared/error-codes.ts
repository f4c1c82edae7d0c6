/**
 * Every error code that Plaza answers with: its HTTP status and its meaning. This is the one list: SQL and edge
 * functions raise codes from it, docs/errors.md is written from it, and a test holds all three together.
 */
export const errorCodes = {
  // Who is calling
  NOT_AUTHENTICATED: [401, "No one is signed in, or the account is gone."],
  INVALID_TOKEN: [401, "The access token is malformed, not yet valid, or not one of this project's."],
  PGRST303: [401, "The access token has expired, or its claims are not accepted: refresh the session."],
  INVALID_REFRESH_TOKEN: [401, "The refresh token is unknown, expired, revoked, or its child was used. Sign in again."],
  INVALID_CREDENTIALS: [401, "The identifier and the password do not belong together."],
  WRONG_PASSWORD: [403, "Whoever is signed in did not give the password of the account."],
  ACCOUNT_BANNED: [403, "Moderators have closed the account; `details` says until when."],
  NOT_ALLOWED: [403, "The caller's role in the product does not include this."],
  CONTENT_HELD: [403, "Moderators have taken it away: the decision can be appealed, and nothing else brings it back."],
  CONTACT_NOT_ALLOWED: [403, "The two people may not get in touch: docs/safety.md says who may."],
  COMMENTS_CLOSED: [403, "The author of the post has chosen who may comment, and the caller is not among them."],
  POST_NOT_SHAREABLE: [403, "The post is not public."],
  MESSAGES_NOT_ALLOWED: [403, "The person has chosen who may write to them, and the caller is not among these."],
  MESSAGE_REQUEST_PENDING: [
    403,
    "The caller has written first messages; the person has to answer before there are more.",
  ],
  MESSAGE_REQUEST_UNANSWERED: [403, "The caller has not accepted the request yet, and so gives no sign."],
  NOT_YOUR_MESSAGE: [403, "Somebody else wrote the message, and the caller may not change it."],
  ADMINS_ONLY: [403, "In this group only owner and admins may do that."],
  OWNER_ONLY: [403, "In this group only the owner may do that."],
  ACCOUNT_IS_PRIVATE: [403, "Only followers of this account see that."],

  // What was sent
  INVALID_JSON: [400, "The body is not JSON."],
  UNSUPPORTED_MEDIA_TYPE: [415, "The body has to be JSON and say so: `Content-Type: application/json`."],
  INVALID_BODY: [
    422,
    "A field of the body is missing or wrong; `details` is an object that says by the name of each what is wrong.",
  ],
  INVALID_PAGE_SIZE: [422, "`page_size` is not between 1 and 100."],
  INVALID_CURSOR: [422, "The cursor was not made by this list."],
  INVALID_REPORT: [422, "The report cannot be filed as it is; the message says why."],
  INVALID_APPEAL: [422, "The appeal, or the answer to it, is incomplete; the message says why."],
  INVALID_TERM: [422, "The term cannot be looked for as it is; the message says why."],
  INVALID_RULE: [422, "The rule cannot be set as it is; the message says why."],
  INVALID_DECISION: [422, "The decision cannot be made as it is; the message says why."],
  INVALID_POST: [422, "The post cannot be published as it is; the message says why."],
  USERNAME_RESERVED: [422, "The username is reserved, or looks like one that is."],
  PASSWORD_TOO_COMMON: [422, "The password is among the first that a guesser tries; `details` says why."],
  TOO_YOUNG: [
    422,
    "An account is for people of 13 and older, dating for people of 18 and older; `details` says which.",
  ],
  INVALID_MAIL_TOKEN: [422, "The link of a mail is malformed, expired, or was used before. Ask for a new one."],
  INVALID_MEDIA: [422, "A medium cannot be attached; the message says why, `details` which."],
  INVALID_COMMENT: [422, "The comment cannot be published, or pinned, as it is; the message says why."],
  INVALID_MESSAGE: [422, "The message cannot be sent as it is; the message of the error says why."],
  INVALID_GROUP: [422, "The group cannot be like this; `details` names each wrong or unknown field."],
  INVALID_MATCH: [422, "The search or the answer makes no sense; the message says why."],
  INVALID_CALL: [422, "An argument of the call is missing or wrong; the message says which."],
  INVALID_REACTION: [422, "The reaction is not one emoji, or its target is of no known kind."],
  INVALID_SHARE: [422, "The way of sharing is not a known one."],
  INVALID_VIEWS: [422, "The list of views is empty, too long, or has a wrong entry, which `details` names."],
  INVALID_COLLECTION: [422, "The name of the collection is empty or too long."],
  CONTENT_REJECTED: [422, "The text breaks the rules of the community."],
  INVALID_PROFILE: [422, "The profile cannot be changed, or asked for, like this; `details` names each wrong field."],
  INVALID_PUSH_ENDPOINT: [422, "The device cannot be pushed to like this; the message says why."],
  INVALID_SETTINGS: [422, "A setting is unknown or has a wrong value; `details` names each one."],
  INVALID_SETTING: [
    422,
    "The value of an installation's setting or limit is out of bounds or of another kind; the message says which.",
  ],
  INVALID_FEED_SETTINGS: [422, "A setting or weight of the feed is unknown or out of bounds; the message says which."],
  INVALID_LOCATION: [422, "The latitude or the longitude is not on the globe."],
  INVALID_VERIFICATION: [422, "The request for the badge, or the decision on it, is incomplete; the message says why."],
  INVALID_PRESENCE: [422, "The status, the device or the list of people is not acceptable; the message says why."],
  INVALID_SEARCH: [422, "A filter of the search is out of its range; the message says which."],
  INVALID_ARGUMENT: [422, "An argument has a value that makes no sense; the message says which, and why."],
  SELF_TARGET: [422, "People cannot follow, connect to, block or mute themselves."],
  UNKNOWN_INTEREST: [422, "An interest is not in the catalogue; `details` names it."],
  MEDIA_TYPE_NOT_ALLOWED: [
    422,
    "Files of this type cannot be uploaded, or not for this purpose; `details` says what can.",
  ],
  MEDIA_TOO_LARGE: [413, "The file is larger than its kind may be; `details` says how large that is."],
  MEDIA_TYPE_MISMATCH: [422, "The uploaded file is not of the announced type. It has been deleted."],
  MEDIA_SIZE_MISMATCH: [422, "The uploaded file has not the announced length. It has been deleted."],
  MEDIA_PARTS_INVALID: [422, "The parts of the upload do not fit together; ask which have arrived."],
  BODY_TOO_LARGE: [413, "The body is larger than this call accepts."],

  // What is there
  SETTING_NOT_FOUND: [404, "There is no such setting or limit, or it is not for admins to change."],
  QUEUE_NOT_FOUND: [404, "The worker has no such queue."],
  NOT_FOUND: [404, "There is nothing at this path; `hint` names the nearest one."],
  METHOD_NOT_ALLOWED: [405, "The path is known, but not with this method; `Allow` names those that are."],
  APPEAL_NOT_FOUND: [404, "There is no such appeal, or it is the caller's own."],
  REVIEW_NOT_FOUND: [404, "There is no such second review, or the caller has not drawn it."],
  CASE_NOT_FOUND: [404, "There is no such case, or it is about the caller."],
  DECISION_NOT_FOUND: [404, "There is no such decision, or somebody else made it."],
  USER_NOT_FOUND: [404, "The person does not exist or is hidden from the caller."],
  FOLLOW_REQUEST_NOT_FOUND: [404, "This person does not ask to follow the caller."],
  CONNECTION_REQUEST_NOT_FOUND: [404, "The request does not exist, is not the caller's, or waits no longer."],
  CONVERSATION_NOT_FOUND: [404, "The conversation does not exist, or the caller is not in it."],
  MESSAGE_NOT_FOUND: [404, "The message does not exist, was deleted, or is not the caller's to read."],
  APPEAL_TOO_LATE: [409, "The time to appeal against the decision is over."],
  APPEAL_CLAIMED: [409, "Another moderator has claimed the appeal; `details` says until when."],
  APPEAL_NOT_CLAIMED: [409, "The caller has not claimed the appeal, or the claim has run out."],
  APPEAL_ANSWERED: [409, "The appeal was answered; `details` says how."],
  NOT_BANNED: [409, "The account is not banned: whoever it belongs to signs in and appeals there."],
  LAST_ADMIN: [409, "The person is the last admin."],
  RULE_CHANGED: [409, "The rule is not as the caller has seen it: somebody has changed it, or made one of that name."],
  CASE_CLAIMED: [409, "Another moderator has claimed the case; `details` says until when."],
  CASE_NOT_CLAIMED: [409, "The caller has not claimed the case, or the claim has run out."],
  CASE_DECIDED: [409, "The case was decided."],
  DECISION_FINAL: [409, "The time to undo the decision is over, or what it did has been changed since."],
  MESSAGE_TOO_OLD: [409, "The message was sent more than 24 hours ago: it can no longer be edited."],
  CONVERSATION_CLOSED: [409, "The other account is gone, or the stranger has left: nobody would read it."],
  GROUP_FULL: [409, "The group has no room for so many people; `details` says how many it may have."],
  TOO_MANY_PINS: [409, "The caller has pinned as many conversations as one may."],
  MATCH_NOT_FOUND: [404, "The proposal does not exist, or is not about the caller."],
  MATCH_ANSWERED_ELSEWHERE: [409, "Another device of the same person has answered the proposal otherwise."],
  CALL_NOT_FOUND: [404, "The call does not exist, or the caller has no part in it."],
  CALL_ENDED: [409, "The call is over."],
  CALL_ANSWERED_ELSEWHERE: [409, "Another device of the same person is in the call."],
  ALREADY_IN_CALL: [409, "The caller is in another call; `details` is its id, for end_call."],
  CALL_GROUP_TOO_LARGE: [409, "The group has more members than a call; `details` says how many it may have."],
  COMMENT_NOT_FOUND: [404, "The comment does not exist, is hidden from the caller, or is not the caller's to change."],
  COLLECTION_NOT_FOUND: [404, "The collection does not exist or is hidden from the caller."],
  COLLECTION_NAME_TAKEN: [409, "The caller has another collection of this name."],
  TOO_MANY_COLLECTIONS: [409, "The caller has as many collections as one may."],
  NOTIFICATION_NOT_FOUND: [404, "There is no such notification of the caller, or nobody in it is shown any more."],
  POST_NOT_FOUND: [404, "The post does not exist or is hidden from the caller."],
  SCHEDULE_NOT_FOUND: [404, "There is no such scheduled notification, or it is over."],
  SESSION_NOT_FOUND: [404, "The account has no such session."],
  VERIFICATION_NOT_FOUND: [404, "The request for the badge does not exist, or is the caller's own."],
  VERIFICATION_PENDING: [409, "Another request of the caller waits for its decision."],
  VERIFICATION_DECIDED: [409, "The request was decided otherwise; `details` says how."],
  ALREADY_VERIFIED: [409, "The profile has the badge."],
  FEED_LOG_TOO_SMALL: [409, "The log of the feed says too little about these weights; `details` says how much."],
  LOCATION_REQUIRED: [409, "The caller has set no location to measure from."],
  MEDIA_NOT_FOUND: [404, "The medium does not exist or is hidden from the caller."],
  MEDIA_NOT_UPLOADED: [409, "The upload has not arrived, or not all of it; `details` names missing parts."],
  MEDIA_ALREADY_COMPLETE: [409, "The upload is complete: there is nothing more to send."],
  USERNAME_TAKEN: [409, "The username is in use."],
  EMAIL_TAKEN: [409, "The e-mail address is in use."],
  CONNECTION_COOL_DOWN: [
    409,
    "The person has declined not long ago; `details` says until when they cannot be asked again.",
  ],
  FOLLOW_LIMIT_REACHED: [409, "The caller follows as many people as one may; `details` says how many."],
  CONNECTION_LIMIT_REACHED: [409, "One of both has as many connections as one may; `details` says how many."],

  // How much, and whether it works
  MEDIA_CONVERSION_UNAVAILABLE: [503, "Video and sound cannot be converted at the moment; pictures and files can."],
  MEDIA_QUOTA_EXCEEDED: [429, "The uploads of the day are used up; `details` says which and until when."],
  RATE_LIMITED: [429, "Too many requests; `Retry-After` says when to try again, in seconds."],
  TOO_MANY_FAILURES: [429, "Too many wrong passwords; the wait in `Retry-After`, in seconds, grows with each."],
  INTERNAL: [500, "Something broke on the server. The request id in `details` finds it in the log."],
  UNAVAILABLE: [503, "A part of the platform is restarting; `Retry-After` says when to try again."],
} as const satisfies Record<string, readonly [status: number, meaning: string]>;

export type ErrorCode = keyof typeof errorCodes;

/** More about an error: words, or for INVALID_BODY what is wrong by the name of each field. */
export type ErrorDetails = string | Record<string, string> | null;

/** The one shape of an error, the same from PostgREST, SQL functions, edge functions and the gateway. */
export interface ErrorBody {
  code: string;
  message: string;
  details: ErrorDetails;
  hint: string | null;
}

export const errorStatus = (code: ErrorCode): number => errorCodes[code][0];

export function errorBody(
  code: ErrorCode,
  message?: string,
  details: ErrorDetails = null,
  hint: string | null = null,
): ErrorBody {
  return { code, message: message ?? errorCodes[code][1], details, hint };
}
