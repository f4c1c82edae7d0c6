import type { Sql } from "postgres";
import { callFunction, clientWith } from "./clients.ts";
import { newPerson, type Person, type Session } from "./people.ts";

/** Signs in on another device. */
export async function signIn(
  person: { username: string; password: string },
  userAgent = "Other device",
): Promise<Session> {
  const body = { identifier: person.username, password: person.password };
  const answer = await callFunction("auth/login", { body, headers: { "user-agent": userAgent } });
  if (answer.status !== 200) throw new Error(`Sign-in failed (${answer.status}): ${JSON.stringify(answer.body)}`);
  return answer.body.session as Session;
}

/** Whether a session still works for its refresh token. */
export async function isAlive(session: Session): Promise<boolean> {
  const { status } = await callFunction("auth/refresh", { body: { refresh_token: session.refresh_token } });
  return status === 200;
}

/** Somebody new who moderates, signed in since they do. */
export async function newModerator(sql: Sql): Promise<Person> {
  const person = await newPerson();
  await sql`select private.set_app_role(${person.id}, 'moderator')`;
  const session = await signIn(person);
  return { ...person, session, client: clientWith(session.access_token) };
}
