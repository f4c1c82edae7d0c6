import { z } from "zod";
import { kindOf } from "../_shared/media-types.ts";
import { fits, maxBytes, normalised } from "./password-form.ts";

// The bodies of the calls of this function. client/contract reads them too: nothing but shapes belongs here.

const minCharacters = 8;

/** A password that somebody chooses. One that somebody shows is not measured by today's rules. */
const newPassword = z
  .string()
  .refine(
    (password) => [...normalised(password)].length >= minCharacters,
    `must have at least ${minCharacters} characters`,
  )
  .refine(fits, `must be at most ${maxBytes} bytes long`);

/** A password that somebody shows. */
const shownPassword = z.string().min(1).max(1000);

/** The token of a mailed link. */
const mailToken = z.string().min(1).max(200);

const identifier = z.string().trim().min(1).max(254);

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

const email = z.string().trim().toLowerCase().max(254).pipe(z.email());

const username = z
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

export const loginBody = z.strictObject({
  identifier,
  password: shownPassword,
  device_token: z.string().min(1).max(200).optional(),
});

export const refreshBody = z.strictObject({ refresh_token: z.string().min(1).max(200) });

export const appealBody = z.strictObject({
  identifier,
  password: shownPassword,
  note: z.string().trim().min(1).max(2000).optional(),
});

export const usernameBody = z.strictObject({ username });

export const changePasswordBody = z.strictObject({ current_password: shownPassword, new_password: newPassword });

export const forgotPasswordBody = z.strictObject({ email });

export const resetPasswordBody = z.strictObject({ token: mailToken, new_password: newPassword });

export const mailTokenBody = z.strictObject({ token: mailToken });

export const deleteAccountBody = z.union(
  [z.strictObject({ password: shownPassword }), mailTokenBody],
  "must have the password, or the token of a mailed link",
);
