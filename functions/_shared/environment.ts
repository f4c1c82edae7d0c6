import { env } from "node:process";

/** Reads a variable that the function cannot do without; its absence is told by name, before the first request. */
export function required(name: string): string {
  const value = env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

export const optional = (name: string, otherwise: string): string => env[name] || otherwise;
