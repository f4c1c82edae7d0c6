import type { z } from "zod";
import { ApiError } from "../_shared/errors.ts";
import type { registerBody } from "./bodies.ts";

/** Whole years between a birth date and today, by the calendar in UTC. */
function age(birthDate: string): number {
  const [year, month, day] = birthDate.split("-").map(Number) as [number, number, number];
  const today = new Date();
  const hadBirthday =
    today.getUTCMonth() + 1 > month || (today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
  return today.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}

/** Errors: TOO_YOUNG. */
export function checkAge({ birth_date, looking_for }: z.infer<typeof registerBody>): void {
  const years = age(birth_date);
  if (years < 13) throw new ApiError("TOO_YOUNG", undefined, { birth_date: "must be at least 13 years ago" });
  if (years < 18 && looking_for.includes("dating")) {
    throw new ApiError("TOO_YOUNG", undefined, { looking_for: "dating is for people of 18 and older" });
  }
}
