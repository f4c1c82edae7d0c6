import { z } from "zod";
import {
  appealBody,
  changePasswordBody,
  deleteAccountBody,
  forgotPasswordBody,
  loginBody,
  mailTokenBody,
  refreshBody,
  registerBody,
  resetPasswordBody,
  usernameBody,
} from "../../functions/auth/bodies.ts";
import { errorBody } from "./errors.ts";
import { uploadInstructions } from "./media.ts";
import { ownProfile } from "./people.ts";
import { toldDecision } from "./safety.ts";
import { anything, count, empty, endpoint, id, page, time } from "./shapes.ts";

export const session = z.strictObject({
  access_token: z.string(),
  token_type: z.literal("bearer"),
  expires_in: count,
  expires_at: count,
  refresh_token: z.string(),
});

const signedIn = z.strictObject({ user: ownProfile, session });

/** Where somebody is signed in. */
const device = z.strictObject({
  id,
  created_at: time,
  last_used_at: time.nullable(),
  user_agent: z.string().nullable(),
  ip: z.string().nullable(),
  current: z.boolean(),
});

export const authEndpoints = {
  register: endpoint(
    "POST",
    "auth/register",
    201,
    registerBody,
    signedIn.extend({ avatar_upload: uploadInstructions.optional(), avatar_error: errorBody.optional() }),
  ),
  login: endpoint("POST", "auth/login", 200, loginBody, signedIn),
  refresh: endpoint("POST", "auth/refresh", 200, refreshBody, z.strictObject({ session })),
  appeal: endpoint(
    "POST",
    "auth/appeal",
    200,
    appealBody,
    z.strictObject({ banned_until: time.nullable(), decisions: z.array(toldDecision) }),
  ),
  logout: endpoint("POST", "auth/logout", 204, empty, empty),
  logoutAll: endpoint("POST", "auth/logout-all", 204, empty, empty),
  me: endpoint("GET", "auth/me", 200, empty, ownProfile),
  sessions: endpoint("GET", "auth/sessions", 200, empty, page(device)),
  endSession: endpoint("DELETE", "auth/sessions/:id", 204, empty, empty),
  changePassword: endpoint("POST", "auth/password/change", 204, changePasswordBody, empty),
  forgotPassword: endpoint("POST", "auth/password/forgot", 202, forgotPasswordBody, empty),
  resetPassword: endpoint("POST", "auth/password/reset", 204, resetPasswordBody, empty),
  verifyEmail: endpoint("POST", "auth/email/verify", 204, mailTokenBody, empty),
  resendVerification: endpoint("POST", "auth/email/resend", 202, empty, empty),
  unsubscribe: endpoint("POST", "auth/email/unsubscribe", 204, mailTokenBody, empty),
  usernameAvailable: endpoint(
    "POST",
    "auth/username-available",
    200,
    usernameBody,
    z.strictObject({ available: z.boolean(), suggestions: z.array(z.string()) }),
  ),
  exportAccount: endpoint("GET", "auth/account/export", 200, empty, anything),
  deactivateAccount: endpoint("POST", "auth/account/deactivate", 204, empty, empty),
  requestDeletion: endpoint("POST", "auth/account/delete-request", 202, empty, empty),
  deleteAccount: endpoint("DELETE", "auth/account", 204, deleteAccountBody, empty),
  keys: endpoint(
    "GET",
    "auth/.well-known/jwks.json",
    200,
    empty,
    z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }),
  ),
};
