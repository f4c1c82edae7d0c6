import { jwtVerify, SignJWT } from "jose";
import type { Caller } from "./caller.ts";

/** Long enough for a request on the same machine to arrive, short enough to be worth nothing afterwards. */
const lifetime = "30s";
const audience = "plaza-lite";

export type InternalCaller = Pick<Caller, "role" | "claims">;

/** The token with which the gateway vouches for a caller towards the lite process. */
export function mintInternalToken({ role, claims }: InternalCaller, secret: string): Promise<string> {
  return new SignJWT({ caller: { role, claims } })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setExpirationTime(lifetime)
    .sign(new TextEncoder().encode(secret));
}

/** The caller that the token names; throws unless the gateway signed it and it is current. */
export async function verifyInternalToken(token: string, secret: string): Promise<InternalCaller> {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
    algorithms: ["HS256"],
    audience,
    requiredClaims: ["exp"],
  });
  return payload.caller as InternalCaller;
}
