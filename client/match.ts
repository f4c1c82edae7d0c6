import type { Edge } from "./calls.ts";
import type { Answer, Body } from "./contract/index.ts";
import type { Me } from "./me.ts";
import { Store } from "./store.ts";

export type MatchState = Answer<"matchmaking", "status"> | { status: "waiting"; proposal_id: string };

/** The search for somebody, as it stands on all devices of the person, while somebody listens to `state`. */
export class Match {
  /** Null until it is known. `waiting`: the person has said yes, and the other one has not answered yet. */
  readonly state: Store<MatchState | null>;
  readonly #edge: Edge;
  #asked = 0;

  constructor(edge: Edge, me: Me) {
    this.#edge = edge;
    this.state = new Store<MatchState | null>(null, () => {
      const refresh = () => void this.refresh().catch(() => {});
      const stops = [
        me.on("sync", ({ match }) => {
          if (match) this.#set(match);
        }),
        me.on("match.proposed", refresh),
        me.on("match.declined", refresh),
        me.on("match.expired", refresh),
        me.on("match.matched", ({ conversation_id }) => this.#set({ status: "matched", conversation_id })),
      ];
      refresh();
      return () => {
        for (const stop of stops) stop();
      };
    });
  }

  #set(state: MatchState): void {
    const isMine = state.status === "proposed" && state.proposal.my_answer === true;
    this.state.set(isMine ? { status: "waiting", proposal_id: state.proposal.id } : state);
  }

  /** Asks where the search stands. What was asked later counts. */
  async #ask<Answered extends MatchState | Answer<"matchmaking", "respond">>(
    asking: Promise<Answered>,
  ): Promise<Answered | null> {
    const turn = ++this.#asked;
    const answer = await asking;
    return turn === this.#asked ? answer : null;
  }

  async refresh(): Promise<void> {
    const state = await this.#ask(this.#edge("matchmaking", "status"));
    if (state) this.#set(state);
  }

  /** Begins to search, or goes on with other wishes. */
  async join(wishes: Body<"matchmaking", "join">): Promise<void> {
    const state = await this.#ask(this.#edge("matchmaking", "join", { body: wishes, isSafe: true }));
    if (state) this.#set(state);
  }

  async leave(): Promise<void> {
    await this.#edge("matchmaking", "leave", { isSafe: true });
    await this.refresh();
  }

  /** Answers the proposal that is shown. */
  async respond(accept: boolean): Promise<void> {
    const now = this.state.get();
    if (now?.status !== "proposed") return;
    const proposal_id = now.proposal.id;
    const asking = this.#edge("matchmaking", "respond", { body: { proposal_id, accept }, isSafe: true });
    const answer = await this.#ask(asking);
    if (answer?.status === "waiting") this.state.set({ status: "waiting", proposal_id });
    else if (answer?.status === "matched") this.state.set(answer);
    else await this.refresh();
  }

  /** Leaves the talk with a stranger, and searches for another one. */
  async skip(conversation_id: string): Promise<void> {
    const state = await this.#ask(this.#edge("matchmaking", "skip", { body: { conversation_id } }));
    if (state) this.#set(state);
  }
}
