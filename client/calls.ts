import type { Answer, Args, Body, endpoints, FunctionName, Result } from "./contract/index.ts";
import { newId } from "./ids.ts";
import { type Page, Pages } from "./pages.ts";
import { lists, oncePerClientId, reads, themes } from "./themes.ts";
import { type Caller, nobody, type Transport } from "./transport.ts";

/** What a call takes: its `client_id` the client makes by itself, unless it is given one to make it again with. */
type Given<Name extends FunctionName> =
  Args<Name> extends { client_id: string } ? Omit<Args<Name>, "client_id"> & { client_id?: string } : Args<Name>;

type Answered<Name extends FunctionName> =
  Result<Name> extends Page<infer Item>
    ? Args<Name> extends { cursor?: string | null | undefined }
      ? Pages<Item, Result<Name>>
      : Promise<Result<Name>>
    : Promise<Result<Name>>;

type Called<Name extends FunctionName> =
  Record<never, never> extends Given<Name>
    ? (args?: Given<Name>) => Answered<Name>
    : (args: Given<Name>) => Answered<Name>;

export type Themes = {
  [Theme in keyof typeof themes]: {
    [Method in keyof (typeof themes)[Theme]]: (typeof themes)[Theme][Method] extends infer Name extends FunctionName
      ? Called<Name>
      : never;
  };
};

export type Rpc = <Name extends FunctionName>(
  name: Name,
  ...args: Record<never, never> extends Given<Name> ? [args?: Given<Name>] : [args: Given<Name>]
) => Answered<Name>;

/** Calls functions of the API by their own names. */
export function rpcOver(transport: Transport, caller: Caller): Rpc {
  const ask = (name: string, args: Record<string, unknown>) => {
    const isSafe = reads.test(name) || "client_id" in args;
    return transport.send({ method: "POST", path: `/rest/v1/rpc/${name}`, body: args, isSafe }, caller);
  };
  return ((name: string, given: Record<string, unknown> = {}) => {
    const args = oncePerClientId.has(name) ? { client_id: newId(), ...given } : given;
    if (!lists.test(name)) return ask(name, args);
    return new Pages((cursor) => ask(name, cursor === null ? args : { ...args, cursor }) as Promise<Page<unknown>>);
  }) as unknown as Rpc;
}

/** The calls by theme. */
export function themesOver(rpc: Rpc): Themes {
  const call = rpc as unknown as (name: string, args?: object) => unknown;
  return Object.fromEntries(
    Object.entries(themes).map(([theme, methods]) => [
      theme,
      Object.fromEntries(
        Object.entries(methods).map(([method, name]) => [method, (args?: object) => call(name, args)]),
      ),
    ]),
  ) as unknown as Themes;
}

type Endpoints = typeof endpoints;

/** How a call of an edge function is written: `POST auth/login`. */
type Route<Call> = Call extends { method: infer Method extends string; path: infer Path extends string }
  ? `${Method} ${Path}`
  : never;

/** The calls of edge functions that the client makes, or hands on. */
export const routes = {
  auth: {
    register: "POST auth/register",
    login: "POST auth/login",
    appeal: "POST auth/appeal",
    logout: "POST auth/logout",
    logoutAll: "POST auth/logout-all",
    me: "GET auth/me",
    sessions: "GET auth/sessions",
    endSession: "DELETE auth/sessions/:id",
    changePassword: "POST auth/password/change",
    forgotPassword: "POST auth/password/forgot",
    resetPassword: "POST auth/password/reset",
    verifyEmail: "POST auth/email/verify",
    resendVerification: "POST auth/email/resend",
    usernameAvailable: "POST auth/username-available",
    exportAccount: "GET auth/account/export",
    deactivateAccount: "POST auth/account/deactivate",
    requestDeletion: "POST auth/account/delete-request",
    deleteAccount: "DELETE auth/account",
  },
  media: {
    startUpload: "POST media/uploads",
    resumeUpload: "GET media/uploads/:media_id",
    completeUpload: "POST media/uploads/:media_id/complete",
    get: "GET media/:media_id",
    setAltText: "PATCH media/:media_id",
    delete: "DELETE media/:media_id",
    deleteAvatar: "DELETE media/avatar",
  },
  matchmaking: {
    join: "POST matchmaking/join",
    status: "GET matchmaking/status",
    leave: "POST matchmaking/leave",
    respond: "POST matchmaking/respond",
    skip: "POST matchmaking/skip",
    report: "POST matchmaking/report",
  },
} as const satisfies { [Fn in keyof Endpoints]: { [Name in keyof Endpoints[Fn]]?: Route<Endpoints[Fn][Name]> } };

export interface EdgeOptions<Given> {
  body?: Given;
  /** What stands for `:id` or `:media_id` in the path. */
  id?: string;
  signal?: AbortSignal | undefined;
  /** Whether making it twice is the same as making it once, as reading is. */
  isSafe?: boolean;
}

export type Edge = <Fn extends keyof typeof routes, Name extends keyof (typeof routes)[Fn] & keyof Endpoints[Fn]>(
  fn: Fn,
  name: Name,
  options?: EdgeOptions<Body<Fn, Name>>,
) => Promise<Answer<Fn, Name>>;

/** Calls edge functions; who asks to be let in calls as nobody. */
export function edgeOver(transport: Transport, caller: Caller): Edge {
  const asNobody = new Set(["register", "login", "appeal", "forgotPassword", "resetPassword", "usernameAvailable"]);
  return (fn, name, { body, id = "", signal, isSafe } = {}) => {
    const [method, path] = (routes[fn][name] as string).split(" ") as [string, string];
    const call = {
      method,
      path: `/functions/v1/${path.replace(/:\w+/, id)}`,
      body,
      signal,
      isSafe: isSafe ?? method === "GET",
    };
    return transport.send(call, asNobody.has(name as string) ? nobody : caller) as never;
  };
}
