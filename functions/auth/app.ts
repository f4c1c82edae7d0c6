import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { authenticate, jwks } from "../_shared/access-token.ts";
import { sql } from "../_shared/database.ts";
import { ApiError, answerError, answerNotFound } from "../_shared/errors.ts";
import { login } from "./login.ts";
import { refresh } from "./refresh.ts";
import { register } from "./register.ts";

/** The edge function `auth`: accounts and sessions. Its calls are listed in docs/api.md. */
export const app = new Hono().basePath("/auth");

app.onError(answerError);
app.notFound(answerNotFound);
// Any origin: the token decides, never a cookie.
app.use(cors({ origin: "*", exposeHeaders: ["retry-after", "x-request-id"], maxAge: 86_400 }));
app.use(
  bodyLimit({
    maxSize: 64 * 1024,
    onError: () => {
      throw new ApiError("BODY_TOO_LARGE");
    },
  }),
);

app.post("/register", register);
app.post("/login", login);
app.post("/refresh", refresh);

app.post("/logout", async (context) => {
  const { sid } = await authenticate(context);
  await sql`select private.close_session(${sid})`;
  return context.body(null, 204);
});

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
