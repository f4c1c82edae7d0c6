import type { Channel } from "./channel.ts";
import { type AccessCheck, DeliveryQueue, type WaitingLimits } from "./delivery-queue.ts";
import { PresenceState } from "./presence-state.ts";
import type { RoomMessage } from "./room-message.ts";

/** Everybody who joined one topic. A public and a private room of the same name never meet. */
export class Room {
  readonly members = new Set<Channel>();
  readonly presence = new PresenceState<Channel>();
  readonly #deliveries: DeliveryQueue;
  readonly #key: string;
  readonly #rooms: Map<string, Room>;
  #asking = 0;

  constructor(rooms: Map<string, Room>, key: string, limits: WaitingLimits) {
    this.#rooms = rooms;
    this.#key = key;
    this.#deliveries = new DeliveryQueue(limits);
  }

  /** Resolves when what waits for a check of access has been delivered; undefined while nothing does. */
  get settled(): Promise<void> | undefined {
    return this.#deliveries.settled;
  }

  /** Queues `message` to every member that may read broadcasts, but not to `except`. */
  broadcast(message: RoomMessage, except?: Channel): void {
    this.#deliveries.add(() => {
      for (const member of this.members) {
        if (member !== except) member.deliver(message);
      }
    });
  }

  /** Queues a presence diff to every member that may read presence. */
  broadcastPresence(diff: RoomMessage): void {
    this.#deliveries.add(() => {
      for (const member of this.members) member.deliverPresence(diff);
    });
  }

  /**
   * What the policies answered so far counts no more: nothing is delivered before `check` has asked again. What
   * clients send meanwhile waits for `current` in their inboxes, where it costs nobody but its sender.
   */
  accessChanged(check: AccessCheck): void {
    for (const member of this.members) member.write = {};
    this.#deliveries.accessChanged(check);
    void this.settled?.then(() => this.#dropIfUnused());
  }

  /** What `ask` answers when no change of access came while it asked: else the answer may be from before. */
  async current<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    // Kept while somebody asks who is no member yet: a change of access has to find the room.
    this.#asking++;
    try {
      for (;;) {
        await this.settled;
        const { changes } = this.#deliveries;
        const answer = await ask();
        if (changes === this.#deliveries.changes) return answer;
      }
    } finally {
      this.#asking--;
      this.#dropIfUnused();
    }
  }

  /** Those members who act for `subject`; all, without one. */
  membersOf(subject: string | undefined): Set<Channel> {
    return new Set([...this.members].filter(({ identity }) => subject === undefined || identity.subject === subject));
  }

  /** Whether somebody who acts for `subject` is here, or somebody is about to come. */
  mayHold(subject: string): boolean {
    return this.#asking > 0 || this.membersOf(subject).size > 0;
  }

  leave(member: Channel): void {
    this.members.delete(member);
    this.#dropIfUnused();
  }

  #dropIfUnused(): void {
    if (this.members.size > 0 || this.#asking > 0 || this.settled) return;
    // Somebody may hold on to a room that was dropped before, and by now there is another of its name.
    if (this.#rooms.get(this.#key) === this) this.#rooms.delete(this.#key);
  }
}

const keyOf = (topic: string, isPrivate: boolean) => `${isPrivate ? "private" : "public"}:${topic}`;

/** The rooms that have members, or will have, or wait for a check of access; `topic` is always without the client's `realtime:` prefix. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #limits: WaitingLimits;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  find(topic: string, isPrivate: boolean): Room | undefined {
    return this.#rooms.get(keyOf(topic, isPrivate));
  }

  /** The private rooms in which this subject is, or may be about to be. */
  perhapsWith(subject: string): Room[] {
    return [...this.#rooms]
      .filter(([key, room]) => key.startsWith("private:") && room.mayHold(subject))
      .map(([, room]) => room);
  }

  findOrMake(topic: string, isPrivate: boolean): Room {
    const key = keyOf(topic, isPrivate);
    const existing = this.#rooms.get(key);
    if (existing) return existing;
    const room = new Room(this.#rooms, key, this.#limits);
    this.#rooms.set(key, room);
    return room;
  }
}
