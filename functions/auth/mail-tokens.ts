import { secretsOf } from "../_shared/environment.ts";
import { ApiError } from "../_shared/errors.ts";
import { type MailTokenPurpose, readMailToken } from "../_shared/mail-token.ts";

const secrets = secretsOf("MAIL_TOKEN_SECRET");

/** The id inside the token of a mailed link. Errors: INVALID_MAIL_TOKEN when it is not genuine. */
export function openMailToken(purpose: MailTokenPurpose, token: string): string {
  const id = readMailToken(secrets, purpose, token);
  if (!id) throw new ApiError("INVALID_MAIL_TOKEN");
  return id;
}
