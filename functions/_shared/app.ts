import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { ApiError, answerError } from "./errors.ts";
import { answerUnknownPath } from "./unknown-path.ts";

/** What every edge function has in common: its path, the shape of its refusals, CORS, and the longest body it reads. */
export function edgeFunction(name: string, maxBytes: number): Hono {
  const app = new Hono().basePath(`/${name}`);
  app.onError(answerError);
  app.notFound((context) => answerUnknownPath(context, app.routes));
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
