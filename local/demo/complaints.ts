import type { Random } from "./random.ts";

/** What moderators find in their queue: others are named by their place in the crowd. */
export interface DemoComplaint {
  by: number;
  about: number;
  target: "post" | "user";
  reason: string;
  note: string | null;
}

const complaints = [
  { target: "post", reason: "spam", note: "The same under every post." },
  { target: "post", reason: "harassment", note: null },
  { target: "post", reason: "spam", note: null },
  { target: "user", reason: "impersonation", note: "This is not her, I know her." },
  { target: "post", reason: "other", note: "Is this allowed here?" },
  { target: "user", reason: "spam", note: null },
] as const;

/** One complaint for every dozen people; the first two, who look after the others, are in none. */
export function makeComplaints(random: Random, people: number): DemoComplaint[] {
  const others = Array.from({ length: people - 2 }, (_, place) => place + 2);
  return Array.from({ length: Math.floor(people / 12) }, () => {
    const [by = 2, about = 3] = random.sample(others, 2);
    return { by, about, ...random.pick(complaints) };
  });
}

/** Why some of them should have the badge, in their words. */
export const statements = [
  "I write about hiking for a magazine, and people copy my pictures and my name.",
  "I run the chess club of our city; members look for the account that is really ours.",
  "Two other accounts use my name and my face. My passport is in the attachment.",
];
