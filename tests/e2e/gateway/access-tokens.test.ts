import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, inject, test } from "vitest";
import { newPerson } from "../../support/people.ts";
import { signToken, stackSigningKey, tokenIssuer } from "../../support/sign-token.ts";

const { url, publishableKey, dataFolder } = inject("target");

const read = (token: string) =>
  fetch(`${url}/rest/v1/rpc/home_feed`, { headers: { apikey: publishableKey, authorization: `Bearer ${token}` } });

const now = () => Math.floor(Date.now() / 1000);
const claims = { role: "authenticated", aud: "authenticated", sub: crypto.randomUUID(), iss: tokenIssuer };
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

describe.runIf(dataFolder)("an access token is refused", () => {
  const bad: [what: string, token: () => Promise<string>][] = [
    ["that has expired", () => signToken({ sub: claims.sub, exp: now() - 120 })],
    ["that never expires", () => signToken({ sub: claims.sub, exp: undefined })],
    ["that is not valid yet", () => signToken({ sub: claims.sub, nbf: now() + 3600 })],
    ["of another issuer", () => signToken({ sub: claims.sub, iss: "https://elsewhere.example/auth" })],
    ["without an issuer", () => signToken({ sub: claims.sub, iss: undefined })],
    ["for another audience", () => signToken({ sub: claims.sub, aud: "somebody else" })],
    ["without an audience", () => signToken({ sub: claims.sub, aud: undefined })],
    ["without a role", () => signToken({ sub: claims.sub, role: undefined })],
    ["for a role that clients may not have", () => signToken({ sub: claims.sub, role: "postgres" })],
    ["without a signature (alg none)", async () => new UnsecuredJWT(claims).setExpirationTime("1m").encode()],
    [
      "signed with HS256 and the public key as its secret",
      async () => {
        const { d: _private, ...publicKey } = stackSigningKey();
        const secret = new TextEncoder().encode(JSON.stringify(publicKey).padEnd(32));
        return new SignJWT(claims)
          .setProtectedHeader({ alg: "HS256", kid: publicKey.kid })
          .setExpirationTime("1m")
          .sign(secret);
      },
    ],
    [
      "signed with another key under our key's name",
      async () => {
        const { privateKey } = await generateKeyPair("ES256");
        const header = { alg: "ES256", kid: stackSigningKey().kid };
        return new SignJWT(claims).setProtectedHeader(header).setExpirationTime("1m").sign(privateKey);
      },
    ],
    [
      "signed with a key of its own, sent along",
      async () => {
        const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
        const header = { alg: "ES256", jwk: await exportJWK(publicKey) };
        return new SignJWT(claims).setProtectedHeader(header).setExpirationTime("1m").sign(privateKey);
      },
    ],
    [
      "whose claims were changed after signing",
      async () => {
        const [header, , signature] = (await signToken({ sub: claims.sub })).split(".");
        return [header, encode({ ...claims, exp: now() + 60, role: "service_role" }), signature].join(".");
      },
    ],
    [
      "under an unknown key id",
      async () => {
        const key = await importJWK({ ...stackSigningKey(), key_ops: ["sign"] }, "ES256");
        return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "other" }).setExpirationTime("1m").sign(key);
      },
    ],
    ["that is no token at all", async () => "not.a.token"],
  ];
  test.each(bad)("%s", async (_what, token) => {
    const answer = await read(await token());
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("invalid_token");
    expect(await answer.json()).toEqual({
      code: expect.stringMatching(/^PGRST30[13]$/),
      message: expect.any(String),
      details: null,
      hint: null,
    });
  });

  test("also after the very same token was accepted, once it expires", async () => {
    const { id, session } = await newPerson();
    const { sid } = decodeJwt(session.access_token);
    const token = await signToken({ sub: id, sid, exp: now() - 28 }); // within the tolerance of 30 s for clocks
    expect((await read(token)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect((await read(token)).status).toBe(401);
  });
});

test("a good token is accepted", async () => {
  const { session } = await newPerson();
  expect((await read(session.access_token)).status).toBe(200);
});
