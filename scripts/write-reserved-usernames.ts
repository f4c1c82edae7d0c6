import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Names that would pass for Plaza itself, its staff, or its machinery: beyond the paths and roles of the package. */
const ownNames = [
  ..."plaza plazaapp plazahelp plazahq plazaofficial plazasafety plazasecurity plazastaff plazasupport plazateam".split(
    " ",
  ),
  ..."admins customercare customerservice customersupport helpcenter helpdesk mod moderation moderator moderators".split(
    " ",
  ),
  ..."mods officialplaza safety securityteam sysop techsupport theplaza trustandsafety verified verification".split(
    " ",
  ),
  ..."deleted deleteduser everyone here inbox matchmaking none reels somebody undefined unknown".split(" "),
];

/** Every reserved username that could be chosen at all: 3 to 30 of a-z, 0-9, . and _. */
export function reservedUsernames(): string[] {
  const listed: string[] = createRequire(import.meta.url)("reserved-usernames");
  const possible = [...listed, ...ownNames].filter((name) => /^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$/.test(name));
  // A hyphen cannot be in a username, but contact-us without it can.
  const joined = listed.map((name) => name.replaceAll("-", "")).filter((name) => /^[a-z0-9]{3,30}$/.test(name));
  return [...new Set([...possible, ...joined])].sort();
}

/** The migration that fills private.reserved_usernames. */
export function reservedUsernamesMigration(): string {
  const lines: string[] = [""];
  for (const name of reservedUsernames()) {
    if (`${lines.at(-1)} ${name}`.length > 116) lines.push("");
    lines[lines.length - 1] = `${lines.at(-1)} ${name}`.trim();
  }
  return `-- Usernames that nobody may have: the package reserved-usernames, and names of our own.
-- Written by scripts/write-reserved-usernames.ts. Names without a letter look like nothing in particular.
insert into private.reserved_usernames (username, skeleton)
select username, case when username ~ '[a-z]' then private.username_skeleton(username) end
from regexp_split_to_table('${lines.join("\n")}', '\\s+') username;
`;
}

export const reservedUsernamesFile = new URL(
  "../supabase/migrations/20261121000011_reserved_usernames.sql",
  import.meta.url,
);

if (import.meta.main) writeFileSync(reservedUsernamesFile, reservedUsernamesMigration());
