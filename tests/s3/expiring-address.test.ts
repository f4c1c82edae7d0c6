import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { openAddress } from "../../local/s3/signature/expiring-address.ts";

const expires = String(Math.floor(Date.now() / 1000) + 600);
const folder = "a".repeat(32);
const signedWith = (secret: string) =>
  `${expires}-${createHmac("sha256", secret).update(`${expires}/${folder}`).digest("hex").slice(0, 32)}/${folder}/1/a.webp`;

test("an address that was signed before the secret was changed opens as long as that secret is known, and no longer", () => {
  expect(openAddress(signedWith("of before"), ["of now", "of before"])).toBe(`${folder}/1/a.webp`);
  expect(openAddress(signedWith("of now"), ["of now", "of before"])).toBe(`${folder}/1/a.webp`);
  expect(() => openAddress(signedWith("of before"), ["of now"])).toThrow("expired");
});
