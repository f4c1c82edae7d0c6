import { randomInt } from "node:crypto";
import { callFunction } from "./clients.ts";
import { newPerson, type Person } from "./people.ts";
import { eventually } from "./rpc.ts";

/** What the function `matchmaking` answers, as far as tests look at it. */
export interface MatchAnswer {
  status: "idle" | "searching" | "proposed" | "waiting" | "matched";
  conversation_id?: string;
  why?: { interests: string[]; distance_km: number | null };
  last?: { proposal_id: string; outcome: string } | null;
  ticket?: { id: string; since: string; eta_s?: number };
  proposal?: {
    id: string;
    deadline: string;
    my_answer: boolean | null;
    why: { interests: string[]; distance_km: number | null };
    other: { id: string };
  };
  outlook?: { fitting: number; binding: string | null; loosening: { wish: string; to: unknown; more: number }[] };
}

/** Calls the function as this person, who may be refused. */
export async function ask(person: Person, path: string, body?: unknown) {
  const method = path === "status" ? "GET" : "POST";
  const answer = await callFunction(`matchmaking/${path}`, { method, body, token: person.session.access_token });
  return { status: answer.status, body: answer.body as unknown as MatchAnswer & { code?: string } };
}

/** As `ask`, of what must succeed. */
export async function must(person: Person, path: string, body?: unknown): Promise<MatchAnswer> {
  const answer = await ask(person, path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** What this person has found: at once, or by the next sweep when one held the other's ticket at that moment. */
export async function found(person: Person, answer: MatchAnswer): Promise<MatchAnswer> {
  if (answer.status !== "searching") return answer;
  return eventually(
    () => must(person, "status"),
    ({ status }) => status !== "searching",
  );
}

/** Somebody who meets only people of their own test: who share a language that nobody else speaks. */
export interface Circle {
  languages: string[];
  person(changes?: Record<string, unknown>): Promise<Person>;
  join(person: Person, wishes?: Record<string, unknown>): Promise<MatchAnswer>;
  joinStrangers(person: Person): Promise<MatchAnswer>;
  /** Joins where somebody fitting waits, and answers what was found. */
  meet(person: Person, wishes?: Record<string, unknown>): Promise<MatchAnswer>;
  meetStranger(person: Person): Promise<MatchAnswer>;
}

let next = randomInt(26 ** 3);

export function newCircle(): Circle {
  const spoken = next++ % 26 ** 3;
  const letters = [26 ** 2, 26, 1].map((place) => 97 + (Math.floor(spoken / place) % 26));
  const languages = [String.fromCharCode(...letters)];
  const join: Circle["join"] = (person, wishes = {}) =>
    must(person, "join", { mode: "compatible", intent: "friendship", languages, ...wishes });
  const joinStrangers: Circle["joinStrangers"] = (person) => must(person, "join", { mode: "random", languages });
  return {
    languages,
    person: newPerson,
    join,
    joinStrangers,
    meet: async (person, wishes) => found(person, await join(person, wishes)),
    meetStranger: async (person) => found(person, await joinStrangers(person)),
  };
}
