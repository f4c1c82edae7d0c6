import { z } from "zod";
import { ApiError } from "../_shared/errors.ts";
import { kindOf } from "../_shared/media-types.ts";
import { newPassword } from "./password-rules.ts";

/** Whole years between a birth date and today, by the calendar in UTC. */
function age(birthDate: string): number {
  const [year, month, day] = birthDate.split("-").map(Number) as [number, number, number];
  const today = new Date();
  const hadBirthday =
    today.getUTCMonth() + 1 > month || (today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
  return today.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}

/** Something that can be seen: the rule of private.trimmed in sql/00_platform/text.sql. */
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\ufff9-\ufffb]/u;
/** What turns or breaks the line in which a name is shown: controls, line breaks, bidirectional overrides. */
const disruptive = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const name = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(visible, "must have something to see")
  .refine((text) => !disruptive.test(text), "must be one line, without controls and bidirectional overrides");

export const email = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._]{1,28}[a-z0-9_]$/,
    "must be 3 to 30 of a-z, 0-9, . and _, and not begin with . or _ or end with .",
  );

/** The body of POST /register, normalised: e-mail address and username in lower case, names trimmed. */
export const registerBody = z.strictObject({
  email,
  phone: z.string().regex(/^\+[1-9][0-9]{6,14}$/, "must be in E.164 form, for instance +4915112345678"),
  username,
  password: newPassword,
  first_name: name,
  last_name: name,
  gender: z.enum(["female", "male", "nonbinary", "other"]),
  birth_date: z.iso.date().refine((date) => date >= "1900-01-01", "must not be before 1900-01-01"),
  looking_for: z
    .array(z.enum(["dating", "friendship"]))
    .max(2)
    .default([]),
  interests: z.array(z.string().max(40)).max(50).default([]),
  location: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional(),
  avatar: z
    .strictObject({
      content_type: z
        .string()
        .trim()
        .toLowerCase()
        .refine((type) => kindOf(type) === "image", "must be the type of a picture"),
      byte_size: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
    })
    .optional(),
});

/** Errors: TOO_YOUNG. */
export function checkAge({ birth_date, looking_for }: z.infer<typeof registerBody>): void {
  const years = age(birth_date);
  if (years < 13) throw new ApiError("TOO_YOUNG", undefined, { birth_date: "must be at least 13 years ago" });
  if (years < 18 && looking_for.includes("dating")) {
    throw new ApiError("TOO_YOUNG", undefined, { looking_for: "dating is for people of 18 and older" });
  }
}
