import bcrypt from "bcryptjs";
import { optional } from "../_shared/environment.ts";

const cost = Number(optional("BCRYPT_COST", "10"));
if (!(cost >= 10 && cost <= 15)) throw new Error("BCRYPT_COST must be between 10 and 15.");

export const hashPassword = (password: string): Promise<string> => bcrypt.hash(password, cost);

// Compared against when there is no such account, so that the answer takes just as long.
const hashOfNobody = hashPassword(crypto.randomUUID());

/** True when the password belongs to the hash. Without a hash it takes as long and is false. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const matches = await bcrypt.compare(password, hash ?? (await hashOfNobody));
  return matches && hash !== undefined;
}
