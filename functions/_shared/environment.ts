import { env } from "node:process";

/** Reads a variable that the function cannot do without; its absence is told by name, before the first request. */
export function required(name: string): string {
  const value = env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

export const optional = (name: string, otherwise: string): string => env[name] || otherwise;

/** A secret, and the one before it where it has just been changed: what is made takes the first, what is read may be of either. */
export const secretsOf = (name: string): [string, ...string[]] => {
  const before = env[`${name}_OLD`];
  return before ? [required(name), before] : [required(name)];
};
