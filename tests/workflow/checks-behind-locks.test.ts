import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../sql");

/** Functions that may wait although nobody asks afterwards who calls, and why. */
const exceptions = new Map([
  ["private.accept_request", "its callers hold the conversation already, so it does not wait"],
  ["private.leave_call", "its callers hold the conversation already"],
  ["private.tend_call", "its callers hold the conversation already"],
  ["private.advance_post", "its callers hold the post already, or have just written it"],
  ["private.claim_attachments", "the caller's own media, which only the worker's short reports hold"],
  ["private.react_to_post", "the caller's own reaction, which nobody else holds"],
  ["private.react_to_comment", "the caller's own reaction, which nobody else holds"],
  ["private.ranked_page", "reads"],
  ["private.mark_notifications_read", "what the caller has read"],
  ["private.mark_notifications_seen", "what the caller has seen"],
  ["private.open_push", "which of the pushes to the caller was opened"],
  ["private.file_report", "what somebody has seen stays worth a look when they are banned"],
  ["private.hold_reported", "what the reports of several do, the last of which is stored already"],
  ["private.hold_post", "for moderators, who hold the case of it already, and what its author has just written"],
  ["private.hold_comment", "for moderators, who hold the case of it already, and what its author has just written"],
  ["private.hold_message", "for moderators, who hold the case of it already, and what its author has just written"],
  ["private.remove_profile_parts", "for moderators, who hold the case already"],
]);

/** The same of what moderators and admins call, which may wait wherever it changes a row. */
const staffExceptions = new Map([
  ["private.set_app_role", "change_app_role holds the account and the lock on roles already"],
  ["private.take_token", "the caller's own bucket"],
]);

const lock = String.raw`(?:for (?:no key )?update|for (?:key )?share)(?! (?:of \w+ )?skip locked)|pg_advisory_xact_lock`;
const write = String.raw`\bupdate (?:private|public)\.|\bdelete from |\bon conflict `;
const call = String.raw`(?:private|public)\.\w+(?=\()`;

interface Rule {
  /** What waits. */
  waits: string;
  /** What asks who calls. */
  asks: string[];
  exceptions: Map<string, string>;
  endings: Map<string, Ending>;
}
type Ending = "waited" | "asked" | "neither";

/** The body of each function of `sql/`, without its comments. */
function bodies(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"))) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, name, body] of text.matchAll(
      /create function ((?:private|public)\.\w+)\([\s\S]*?as \$\$([\s\S]*?)\$\$/g,
    )) {
      found.set(name as string, (body as string).replaceAll(/--.*/g, ""));
    }
  }
  return found;
}

const functions = bodies();

/** How a function ends: having waited for a lock, having asked who calls after that, or neither. */
function ending(name: string, rule: Rule): Ending {
  if (rule.asks.includes(name)) return "asked";
  const known = rule.endings.get(name);
  if (known) return known;
  // What calls itself adds nothing by that.
  rule.endings.set(name, "neither");
  let state: Ending = "neither";
  const steps = new RegExp(`${rule.waits}|${call}`, "g");
  for (const [what] of rule.exceptions.has(name) ? [] : (functions.get(name) ?? "").matchAll(steps)) {
    const then = /^(private|public)\.\w+$/.test(what) ? ending(what, rule) : "waited";
    if (then !== "neither") state = then;
  }
  rule.endings.set(name, state);
  return state;
}

const bodyOf = (name: string) => functions.get(name) as string;

test("whoever is banned while a call of theirs waits for a lock is refused behind it", () => {
  const entries = [...functions.keys()].filter(
    (name) =>
      name.startsWith("public.") || /^private\.(un)?react_to_/.test(name) || /active_\w+_id\(/.test(bodyOf(name)),
  );
  const rule = { waits: lock, asks: ["private.active_caller_id"], exceptions, endings: new Map() };
  expect(entries.length).toBeGreaterThan(150);
  expect(entries.filter((name) => ending(name, rule) === "waited")).toEqual([]);
});

test.each([
  { role: "moderator", asks: ["private.active_moderator_id", "private.active_admin_id"] },
  { role: "admin", asks: ["private.active_admin_id"] },
])("whoever ceases to be $role while a call of theirs waits is refused behind it", ({ role, asks }) => {
  const entries = [...functions.keys()].filter((name) =>
    new RegExp(String.raw`:?= private\.active_${role}_id\(|perform private\.active_${role}_id\(`).test(bodyOf(name)),
  );
  const rule = { waits: `${lock}|${write}`, asks, exceptions: staffExceptions, endings: new Map() };
  expect(entries.length).toBeGreaterThan(15);
  expect(entries.filter((name) => ending(name, rule) === "waited")).toEqual([]);
});

test("every exception is a function that waits", () => {
  for (const name of exceptions.keys())
    expect(functions.get(name), name).toMatch(new RegExp(`${lock}|keep_people|lock_call`));
  for (const name of staffExceptions.keys()) expect(functions.get(name), name).toBeDefined();
});
