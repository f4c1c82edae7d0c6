import { errorBody } from "../contract/errors.ts";
import { endpoints, functions } from "../contract/index.ts";
import { functionComments } from "./comments.ts";
import { Schemas } from "./schemas.ts";

/** The API as OpenAPI 3.1: every function at /rest/v1/rpc, every call of an edge function. */
export function openApi(url: string) {
  const schemas = new Schemas();
  const json = (schema: Record<string, unknown>) => ({ content: { "application/json": { schema } } });
  const refusal = { description: "Refused: docs/errors.md.", ...json(schemas.of(errorBody, "output")) };
  const security = [{ apikey: [], token: [] }];
  const comments = functionComments();

  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, { args, result }] of Object.entries(functions)) {
    const description = comments.get(name);
    // What the release at hand does not have yet is not described.
    if (description === undefined) continue;
    paths[`/rest/v1/rpc/${name}`] = {
      post: {
        operationId: name,
        tags: ["rpc"],
        summary: description.split(/(?<=[.:])\s/, 1)[0],
        description,
        security,
        requestBody: json(schemas.of(args, "input")),
        responses: { 200: { description: "Done.", ...json(schemas.of(result, "output")) }, default: refusal },
      },
    };
  }
  for (const [fn, calls] of Object.entries(endpoints)) {
    for (const [name, { method, path, status, body, result }] of Object.entries(calls)) {
      const takes = schemas.of(body, "input");
      const gives = schemas.of(result, "output");
      const parameters = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => ({
        name: parameter,
        in: "path",
        required: true,
        schema: { type: "string", format: "uuid" },
      }));
      const place = `/functions/v1/${path.replaceAll(/:(\w+)/g, "{$1}")}`;
      paths[place] = {
        ...paths[place],
        [method.toLowerCase()]: {
          operationId: `${fn}_${name}`,
          tags: [fn],
          summary: `${method} ${path}`,
          security,
          ...(parameters.length > 0 && { parameters }),
          ...(Object.keys(takes).length > 0 && { requestBody: json(takes) }),
          responses: {
            [status]: {
              description: "Done.",
              ...(status === 204 || Object.keys(gives).length === 0 ? {} : json(gives)),
            },
            default: refusal,
          },
        },
      };
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "Plaza", version: "0.2.0", description: "A backend for social apps, inside Supabase." },
    servers: [{ url }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        apikey: { type: "apiKey", in: "header", name: "apikey" },
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
  };
}
