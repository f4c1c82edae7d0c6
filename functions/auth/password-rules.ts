import { dictionary } from "@zxcvbn-ts/language-common";
import { ApiError } from "../_shared/errors.ts";
import { normalised } from "./password-form.ts";

const common = new Set(dictionary["passwords-common"]);

/**
 * Refuses what a guesser tries first: the common passwords, one character over and over, and the person's own name or
 * address. Length and this list are what NIST SP 800-63B asks for, and no rules about kinds of characters.
 * Errors: PASSWORD_TOO_COMMON.
 */
export function checkPassword(password: string, owner: { username: string; email: string }): void {
  const candidate = normalised(password).toLowerCase();
  const refuse = (reason: string) => {
    throw new ApiError("PASSWORD_TOO_COMMON", undefined, reason);
  };
  if (common.has(candidate)) refuse("It is on the list of common passwords.");
  if (new Set(candidate).size <= 2) refuse("It repeats one or two characters.");
  const ownNames = [owner.username, owner.email, owner.email.split("@", 1)[0]];
  if (ownNames.includes(candidate)) refuse("It is the username or the e-mail address.");
}
