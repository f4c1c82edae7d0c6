import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { contextStorage } from "hono/context-storage";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { ApiError, answerError } from "./errors.ts";
import { logRequest } from "./request-log.ts";
import { answerUnknownPath } from "./unknown-path.ts";

/** An answer is JSON about one person: no browser shows it as a page, puts it into a frame or keeps it, unless its call says so. */
const keepFromBrowsers: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};

/** What every edge function has in common: its path, the shape of its refusals, CORS, and the longest body it reads. */
export function edgeFunction(name: string, maxBytes: number): Hono {
  const app = new Hono().basePath(`/${name}`);
  app.onError(answerError);
  app.notFound((context) => answerUnknownPath(context, app.routes));
  // The gateway's id of the request, or the client's, or one of our own: in the log, in the database, in the answer.
  app.use(requestId({ limitLength: 64 }), contextStorage(), logRequest(name));
  app.use(keepFromBrowsers);
  // Any origin: the token decides, never a cookie.
  app.use(cors({ origin: "*", exposeHeaders: ["retry-after", "x-request-id"], maxAge: 86_400 }));
  app.use(
    bodyLimit({
      maxSize: maxBytes,
      onError: () => {
        throw new ApiError("BODY_TOO_LARGE");
      },
    }),
  );
  return app;
}
