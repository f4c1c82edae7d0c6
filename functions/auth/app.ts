import { authenticate, jwks } from "../_shared/access-token.ts";
import { edgeFunction } from "../_shared/app.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { appealBan } from "./appeal.ts";
import { changePassword } from "./change-password.ts";
import { deactivateAccount, deleteAccount, requestDeletion } from "./end-account.ts";
import { exportAccount } from "./export-account.ts";
import { login } from "./login.ts";
import { refresh } from "./refresh.ts";
import { register } from "./register.ts";
import { forgotPassword, resetPassword } from "./reset-password.ts";
import { listSessions, logout, logoutAll, revokeSession } from "./sessions.ts";
import { unsubscribe } from "./unsubscribe.ts";
import { usernameAvailable } from "./username-available.ts";
import { resendVerification, verifyEmail } from "./verify-email.ts";

/** The edge function `auth`: accounts and sessions. Its calls are listed in docs/api.md. */
export const app = edgeFunction("auth", 64 * 1024);

app.post("/register", register);
app.post("/login", login);
app.post("/refresh", refresh);
app.post("/appeal", appealBan);
app.post("/username-available", usernameAvailable);

app.get("/sessions", listSessions);
app.delete("/sessions/:id", revokeSession);
app.post("/logout", logout);
app.post("/logout-all", logoutAll);

app.post("/password/change", changePassword);
app.post("/password/forgot", forgotPassword);
app.post("/password/reset", resetPassword);
app.post("/email/verify", verifyEmail);
app.post("/email/resend", resendVerification);
app.post("/email/unsubscribe", unsubscribe);

app.get("/account/export", exportAccount);
app.post("/account/deactivate", deactivateAccount);
app.post("/account/delete-request", requestDeletion);
app.delete("/account", deleteAccount);

app.get("/me", async (context) => {
  const { sub, sid } = await authenticate(context);
  const [row] = await sql`
    select private.own_profile(${sub}) as profile where private.token_claims(${sid}) is not null`;
  if (!row?.profile) throw new ApiError("NOT_AUTHENTICATED", "This session has ended. Sign in again.");
  return context.json(row.profile);
});

app.get("/.well-known/jwks.json", (context) => {
  context.header("cache-control", "public, max-age=600");
  return context.json(jwks);
});
