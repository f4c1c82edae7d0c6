import bcrypt from "bcryptjs";
import { optional } from "../_shared/environment.ts";
import { fits, normalised } from "./password-form.ts";

const cost = Number(optional("BCRYPT_COST", "10"));
if (!(cost >= 10 && cost <= 15)) throw new Error("BCRYPT_COST must be between 10 and 15.");

export const hashPassword = (password: string): Promise<string> => bcrypt.hash(normalised(password), cost);

/** The hash of nothing that anybody knows, at a cost of choice: what matters is the time that comparing with it takes. */
const hashOfNobody = (rounds: number) =>
  `$2b$${String(rounds).padStart(2, "0")}$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234`;

/**
 * True when the password belongs to the hash; without a hash it is false. Both take as long as one hash at the
 * present cost, even for a hash of an earlier, lower one: each step doubles the time, so 2^c plus 2^c + … + 2^(cost - 1)
 * makes 2^cost.
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const candidate = normalised(password);
  const matches = await bcrypt.compare(candidate, hash ?? hashOfNobody(cost));
  if (matches && hash !== undefined && fits(password)) return true;
  for (let rounds = hash === undefined ? cost : bcrypt.getRounds(hash); rounds < cost; rounds++) {
    await bcrypt.compare(candidate, hashOfNobody(rounds));
  }
  return false;
}

/** A fresh hash of a password that has just matched one of a lower cost; null where that one will do. */
export const rehashed = async (password: string, hash: string): Promise<string | null> =>
  bcrypt.getRounds(hash) < cost ? await hashPassword(password) : null;
