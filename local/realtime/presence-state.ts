import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

type Payload = Record<string, unknown>;
type Meta = Payload & { phx_ref: string };

interface Tracked {
  key: string;
  payload: Payload;
  meta: Meta;
}

/** Entries by key, as they stand in `presence_state` and in both halves of `presence_diff`. */
export type Presences = Record<string, { metas: Meta[] }>;

export interface PresenceDiff {
  joins: Presences;
  leaves: Presences;
}

// `fromEntries` defines plain properties, also for a key like `__proto__`, which clients may choose.
const presencesOf = (key: string, meta: Meta): Presences => Object.fromEntries([[key, { metas: [meta] }]]);

// A client that rejoins compares references with those it knew, also across a restart of this process.
const incarnation = randomBytes(6).toString("base64url");
let lastReference = 0;
const nextReference = () => `${incarnation}.${(++lastReference).toString(36)}`;

/** Who is present in a room: for each key one meta a channel that tracks under it. */
export class PresenceState<Owner> {
  readonly #tracked = new Map<Owner, Tracked>();

  /** Starts tracking or changes the payload; undefined if nothing changed. */
  track(owner: Owner, key: string, payload: Payload): PresenceDiff | undefined {
    const before = this.#tracked.get(owner);
    if (before && isDeepStrictEqual(before.payload, payload)) return undefined;
    const meta: Meta = { ...payload, phx_ref: nextReference() };
    if (before) meta.phx_ref_prev = before.meta.phx_ref;
    this.#tracked.set(owner, { key, payload, meta });
    return { joins: presencesOf(key, meta), leaves: before ? presencesOf(key, before.meta) : {} };
  }

  /** Stops tracking; undefined if the owner tracked nothing. */
  untrack(owner: Owner): PresenceDiff | undefined {
    const before = this.#tracked.get(owner);
    if (!before) return undefined;
    this.#tracked.delete(owner);
    return { joins: {}, leaves: presencesOf(before.key, before.meta) };
  }

  all(): Presences {
    const metas = new Map<string, { metas: Meta[] }>();
    for (const { key, meta } of this.#tracked.values()) {
      const entry = metas.get(key);
      if (entry) entry.metas.push(meta);
      else metas.set(key, { metas: [meta] });
    }
    return Object.fromEntries(metas);
  }
}
