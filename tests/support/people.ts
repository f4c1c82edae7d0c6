import { randomInt, randomUUID } from "node:crypto";
import { callFunction, clientWith, type PlazaClient } from "./clients.ts";

export interface Session {
  access_token: string;
  token_type: string;
  expires_in: number;
  expires_at: number;
  refresh_token: string;
}

export interface Person {
  id: string;
  username: string;
  email: string;
  password: string;
  session: Session;
  /** A client that is signed in as this person. */
  client: PlazaClient;
}

/** A valid body for POST auth/register, different at every call. */
export function registration(changes: Record<string, unknown> = {}) {
  const username = `u${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  return {
    email: `${username}@example.com`,
    // Not a mobile number: those of the demo are.
    phone: `+4930${randomInt(1e8, 1e9)}${randomInt(10, 100)}`,
    username,
    password: "correct horse battery",
    first_name: "Robin",
    last_name: "Tester",
    gender: "nonbinary",
    birth_date: "1995-06-15",
    looking_for: ["friendship"],
    interests: ["chess", "hiking"],
    ...changes,
  };
}

/** Registers somebody new and signs them in. */
export async function newPerson(changes: Record<string, unknown> = {}): Promise<Person> {
  const details = registration(changes);
  const { status, body } = await callFunction("auth/register", { body: details });
  if (status !== 201) throw new Error(`Registration failed (${status}): ${JSON.stringify(body)}`);
  const { user, session } = body as { user: { id: string; username: string }; session: Session };
  return {
    id: user.id,
    username: user.username,
    email: details.email,
    password: details.password,
    session,
    client: clientWith(session.access_token),
  };
}
