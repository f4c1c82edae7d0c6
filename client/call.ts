import type { Rpc } from "./calls.ts";
import type { Payload, Result } from "./contract/index.ts";
import type { PlazaError } from "./errors.ts";
import type { Me } from "./me.ts";
import { Listeners, Store } from "./store.ts";
import type { MakeTopic, Topic } from "./topic.ts";

export interface CallState {
  call: Result<"get_call"> | null;
  error: PlazaError | null;
}

/**
 * A call, as far as the server knows it: who is rung, in it, and gone, and the way for `signal`. Sound and pictures are RTCPeerConnection's:
 * docs/calls.md.
 */
export class Call {
  readonly id: string;
  readonly state: Store<CallState>;
  readonly #rpc: Rpc;
  readonly #live: Topic;
  readonly #signals = new Listeners<{ signal: unknown }>();

  constructor(id: string, { rpc, topic: makeTopic, me }: { rpc: Rpc; topic: MakeTopic; me: Me }) {
    this.id = id;
    this.#rpc = rpc;
    const topic = makeTopic({
      name: () => this.state.get().call?.topic ?? null,
      joined: () => void this.#read(),
      failed: () => void this.#read(),
      event: (name, payload) => {
        if (name === "state") this.#hear(payload as Payload<"call", "state">);
      },
    });
    this.#live = makeTopic({
      name: () => this.state.get().call?.live_topic ?? null,
      event: (name, payload) => {
        if (name === "signal") this.#signals.tell("signal", payload);
      },
    });
    this.state = new Store<CallState>({ call: null, error: null }, () => {
      const again = () => {
        topic.again();
        this.#live.again();
      };
      const own = ({ call_id }: { call_id: string }) => call_id === id && void this.#read();
      const stops = [me.on("call.answered", own), me.on("call.ended", own), me.onWake(again)];
      topic.start();
      this.#live.start();
      void this.#read().then(again);
      return () => {
        for (const stop of stops) stop();
        topic.stop();
        this.#live.stop();
      };
    });
  }

  #hear({ id: _, call_id: __, participants, ...told }: Payload<"call", "state">): void {
    const { call } = this.state.get();
    if (!call) return;
    const states = new Map(participants.map(({ member_id, state }) => [member_id, state]));
    // Who they are is not in the event: somebody new is read.
    if (participants.some(({ member_id }) => !call.participants.some((known) => known.member_id === member_id))) {
      void this.#read();
    }
    this.#learn({
      ...call,
      ...told,
      // Who is not in it may not signal, whatever its way is called.
      live_topic: call.live_topic === null ? null : told.live_topic,
      participants: call.participants.map((known) => ({ ...known, state: states.get(known.member_id) ?? known.state })),
    });
  }

  #learn(call: Result<"get_call">): Result<"get_call"> {
    const before = this.state.get().call;
    this.state.set({ call, error: null });
    if (before && before.live_topic !== call.live_topic) this.#live.again();
    return call;
  }

  async #read(): Promise<void> {
    try {
      this.#learn(await this.#rpc("get_call", { call_id: this.id }));
    } catch (error) {
      if (!(error as PlazaError).isTemporary) this.state.set({ call: null, error: error as PlazaError });
    }
  }

  async answer(accept: boolean): Promise<void> {
    this.#learn(await this.#rpc("answer_call", { call_id: this.id, accept }));
  }

  async hangUp(): Promise<void> {
    this.#learn(await this.#rpc("end_call", { call_id: this.id }));
  }

  /** Tells the others in the call something; nothing before the way is open. */
  signal(payload: unknown): void {
    this.#live.send("signal", payload);
  }

  onSignal(listener: (payload: unknown) => void): () => void {
    return this.#signals.add("signal", listener);
  }
}
