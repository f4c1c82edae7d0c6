import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";

/** What keys and passwords look like that open something elsewhere. Those of tests and of the local database open nothing. */
const secrets: [what: string, pattern: RegExp][] = [
  ["a private key", /-----BEGIN (?:RSA |EC |OPENSSH |PGP )?PRIVATE KEY(?: BLOCK)?-----\s+[A-Za-z0-9+/=]{40}/],
  ["a private JWK", /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/],
  ["a secret key of Supabase", /\bsb_secret_[A-Za-z0-9_-]{20,}/],
  ["a personal token of Supabase", /\bsbp_[0-9a-f]{40}\b/],
  ["a key of AWS", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a key of Google", /\bAIza[0-9A-Za-z_-]{35}\b/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{50,}\b/],
  ["a token of npm", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["a token of Slack or Stripe", /\bxox[abprs]-[A-Za-z0-9-]{20,}|\b[rs]k_live_[A-Za-z0-9]{20,}/],
  ["a signed token", /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/],
  [
    "a password in an address elsewhere",
    /\b(?:postgres(?:ql)?|smtps?|https?):\/\/[^\s:/@"'`$<{]+:[^\s@"'`$<{]{6,}@(?!127\.0\.0\.1|localhost|db:|[\w.-]*\bexample\b)[\w.-]+\.\w/,
  ],
];
const found = (text: string): string[] => secrets.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);

/** What they would look like, put together so that this file has none. */
const examples = [
  `-----BEGIN ${"PRIVATE KEY"}-----\n${"A".repeat(64)}`,
  `{"kty":"EC","${"d"}":"${"a".repeat(43)}"}`,
  `sb_${"secret"}_${"a".repeat(22)}_12345678`,
  `${"AK"}IA${"A".repeat(16)}`,
  `gh${"p"}_${"a".repeat(36)}`,
  `${"ey"}J${"a".repeat(30)}.eyJ${"b".repeat(30)}.${"c".repeat(30)}`,
  `postgresql://postgres:${"correct-horse"}@db.plaza.dev`,
];

test.each(examples)("the rule recognises %s", (example) => {
  expect(found(example)).toHaveLength(1);
});

test("no file of the repository has a key or a password in it", () => {
  // Not .env and .plaza, which are nobody's but this machine's.
  const folders = "{.ci,admin,bench,deploy,docs,functions,local,media-worker,scripts,sql,supabase,tests}/**/*";
  const files = globSync([folders, "*.{md,json,ts}", ".env.example", ".dockerignore"], { cwd: repositoryFolder });
  expect(files.length).toBeGreaterThan(500);
  const wrong = files.flatMap((path) => {
    const file = join(repositoryFolder, path);
    return path !== "package-lock.json" && statSync(file).isFile()
      ? found(readFileSync(file, "utf8")).map((what) => `${path}: ${what}`)
      : [];
  });
  expect(wrong).toEqual([]);
});
