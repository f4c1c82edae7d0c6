import type { Sql } from "postgres";
import { makeCrowd } from "../support/crowd.ts";
import type { EmbeddedStack } from "../support/embedded-stack.ts";
import { signerOf } from "../support/stack-signer.ts";
import { Member } from "./member.ts";
import type { Random } from "./random.ts";

/** Something that was acknowledged, and who may see it. */
export interface Known {
  id: string;
  author: Member;
}

export interface Talk {
  id: string;
  members: Member[];
}

/** All that the members have done, as far as it was acknowledged to them: what the auditor holds the database against. */
export class World {
  readonly random: Random;
  readonly members: Member[];
  readonly posts: Known[] = [];
  readonly comments: (Known & { post_id: string })[] = [];
  readonly talks: Talk[] = [];
  readonly uploads: Known[] = [];
  /** Whatever was written with an identifier of the client, by table: client_id to the id that was answered. */
  readonly written = {
    posts: new Map<string, string>(),
    comments: new Map<string, string>(),
    messages: new Map<string, string>(),
  };
  /** Each sender's messages of each conversation, in the order in which they were acknowledged. */
  readonly said = new Map<string, string[]>();
  /** What stands last between somebody and something: "post_reaction:<person>:<post>" to whether it is there. */
  readonly stands = new Map<string, boolean>();
  /** What was deleted, and has to stay so. */
  readonly deleted = new Set<string>();
  /** Refusals that nobody could expect. */
  readonly surprises: string[] = [];
  deeds = 0;

  private constructor(random: Random, members: Member[]) {
    this.random = random;
    this.members = members;
  }

  /** People who know each other: a group of all, two of a part, and some pairs. */
  static async make(stack: EmbeddedStack, sql: Sql, random: Random, size: number): Promise<World> {
    await sql`update private.rate_limits set capacity = 1e9, refill_per_second = 1e9`;
    const { API_URL, PUBLISHABLE_KEY } = stack.values;
    const crowd = await makeCrowd(sql, size, signerOf(stack.dataFolder, API_URL, 7_200));
    const api = { url: API_URL, key: PUBLISHABLE_KEY };
    const members = crowd.map(({ id, token }) => new Member(id, token, api));
    const world = new World(random, members);
    for (const group of [members, members.slice(0, 8), members.slice(5, 12)]) await world.#group(group);
    for (let n = 0; n + 1 < members.length; n += 2) await world.#pair(members[n] as Member, members[n + 1] as Member);
    return world;
  }

  async #group(members: Member[]): Promise<void> {
    const [owner, ...others] = members as [Member, ...Member[]];
    // Who follows somebody can be added without being asked.
    for (const other of others) await other.rpc("follow", { user_id: owner.id });
    const { body } = await owner.rpc("create_group", {
      client_id: crypto.randomUUID(),
      title: "A group",
      member_ids: others.map(({ id }) => id),
    });
    this.talks.push({ id: (body.conversation as { id: string }).id, members });
    for (const other of others) this.stands.set(`follow:${other.id}:${owner.id}`, true);
  }

  async #pair(one: Member, other: Member): Promise<void> {
    await other.rpc("follow", { user_id: one.id });
    this.stands.set(`follow:${other.id}:${one.id}`, true);
    const { body } = await one.rpc("start_conversation", { user_id: other.id });
    this.talks.push({ id: body.id as string, members: [one, other] });
  }

  get retries(): number {
    return this.members.reduce((sum, { retries }) => sum + retries, 0);
  }
}
