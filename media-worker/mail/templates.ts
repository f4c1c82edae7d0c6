import type { MailTokenPurpose } from "../../functions/_shared/mail-token.ts";

/** What a template has to work with. */
export interface MailFacts {
  /** Of the account; null where there is none. */
  username: string | null;
  data: Record<string, unknown>;
}

/** One mail in words, before it becomes text and HTML. */
export interface MailContent {
  subject: string;
  paragraphs: string[];
  /** Path below APP_URL, and what its button says; with a purpose it carries the mail's token. */
  link?: { purpose?: MailTokenPurpose; path: string; label: string };
  /** The account that can do without such mails, and what the link says that ends them. */
  unsubscribes?: { accountId: string; label: string };
  /** Of a mail that is not in English. */
  written?: { language: string; greeting: string };
}

const when = (time: unknown) => `${new Date(String(time)).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const notYou =
  "If this was not you, reset your password now: that signs every device out. Then check who else can read your mail.";

/** Every mail that Plaza sends, by the name that private.queue_mail is given. */
export const templates: Record<string, (facts: MailFacts) => MailContent> = {
  verify_email: () => ({
    subject: "Confirm your e-mail address",
    paragraphs: [
      "Welcome to Plaza. Please confirm that this address is yours: it is how you get back in if you forget your password.",
      "The link works for 7 days. If you did not register, you need not do anything.",
    ],
    link: { purpose: "verify_email", path: "/verify-email", label: "Confirm address" },
  }),
  reset_password: () => ({
    subject: "Reset your password",
    paragraphs: [
      "Somebody, probably you, asked for a new password for your account.",
      "The link works for one hour and once. If it was not you, ignore this mail: nothing has changed.",
    ],
    link: { purpose: "reset_password", path: "/reset-password", label: "Choose a new password" },
  }),
  password_changed: ({ data }) => ({
    subject: "Your password was changed",
    paragraphs: [
      `The password of your account was changed on ${when(data.time)}. Other devices were signed out.`,
      notYou,
    ],
  }),
  new_device: ({ data }) => ({
    subject: "New sign-in to your account",
    paragraphs: [
      `Your account was signed in to on ${when(data.time)}, on a device that we have not seen before.`,
      `Device: ${data.device ?? "unknown"}. Network address: ${data.ip ?? "unknown"}.`,
      notYou,
    ],
  }),
  delete_account: () => ({
    subject: "Delete your account?",
    paragraphs: [
      "You asked for a link that deletes your account without the password.",
      "It removes your profile and everything that you have published, and cannot be undone. The link works for one hour. If it was not you, ignore this mail, and sign out the devices that you do not know.",
    ],
    link: { purpose: "delete_account", path: "/delete-account", label: "Delete my account" },
  }),
  // Its words are rows of private.push_texts, put together by private.digest_texts.
  digest: ({ data }) => ({
    subject: String(data.subject),
    paragraphs: [String(data.text)],
    link: { path: "/notifications", label: String(data.label) },
    unsubscribes: { accountId: String(data.account_id), label: String(data.leave) },
    written: { language: String(data.language), greeting: String(data.greeting) },
  }),
  appeal_answered: ({ data }) => ({
    subject: "Your appeal was answered",
    paragraphs: [
      data.upheld
        ? "Another moderator has looked at it again, and you were right: the decision was taken back."
        : "Another moderator has looked at it again, and the decision stands.",
      ...(data.answer ? [`The moderator writes: ${data.answer}`] : []),
    ],
  }),
  account_deleted: () => ({
    subject: "Your account was deleted",
    paragraphs: [
      "Your account and everything in it was deleted, as you asked. This is the last mail that you get from us.",
      "Thank you for having been here.",
    ],
  }),
};
