import { inject } from "vitest";
import { signerOf, signingKeyOf } from "./stack-signer.ts";

const { dataFolder, url } = inject("target");

/** The signing key of the embedded stack under test. */
export function stackSigningKey() {
  if (!dataFolder) throw new Error("Only an embedded stack's signing key is at hand.");
  return signingKeyOf(dataFolder);
}

export const tokenIssuer = `${url}/functions/v1/auth`;

/** Signs an access token with the stack's own key; `claims` may break it in any way. */
export const signToken = (claims: Record<string, unknown> = {}): Promise<string> => {
  stackSigningKey();
  return signerOf(dataFolder as string, url)(claims);
};
