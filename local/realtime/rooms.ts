import type { Channel } from "./channel.ts";
import { PresenceState } from "./presence-state.ts";
import type { RoomMessage } from "./room-message.ts";

/** Everybody who joined one topic. A public and a private room of the same name never meet. */
export class Room {
  readonly members = new Set<Channel>();
  readonly presence = new PresenceState<Channel>();
  readonly #key: string;
  readonly #rooms: Map<string, Room>;

  constructor(rooms: Map<string, Room>, key: string) {
    this.#rooms = rooms;
    this.#key = key;
  }

  /** Queues `message` to every member that may read broadcasts, but not to `except`. */
  broadcast(message: RoomMessage, except?: Channel): void {
    for (const member of this.members) {
      if (member !== except) member.deliver(message);
    }
  }

  leave(member: Channel): void {
    this.members.delete(member);
    if (this.members.size === 0) this.#rooms.delete(this.#key);
  }
}

const keyOf = (topic: string, isPrivate: boolean) => `${isPrivate ? "private" : "public"}:${topic}`;

/** The rooms that have members; `topic` is always without the client's `realtime:` prefix. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();

  find(topic: string, isPrivate: boolean): Room | undefined {
    return this.#rooms.get(keyOf(topic, isPrivate));
  }

  findOrMake(topic: string, isPrivate: boolean): Room {
    const key = keyOf(topic, isPrivate);
    const existing = this.#rooms.get(key);
    if (existing) return existing;
    const room = new Room(this.#rooms, key);
    this.#rooms.set(key, room);
    return room;
  }
}
