import type { Edge } from "./calls.ts";
import type { Answer, Body } from "./contract/index.ts";
import type { AuthState, SessionKeeper } from "./session.ts";
import type { Store } from "./store.ts";

/** Accounts and sessions. */
export class Auth {
  readonly #edge: Edge;
  readonly #session: SessionKeeper;

  constructor(edge: Edge, session: SessionKeeper) {
    this.#edge = edge;
    this.#session = session;
  }

  /** Who is signed in. `ended` says why nobody is any more, where it was not their doing: INVALID_REFRESH_TOKEN, ACCOUNT_BANNED. */
  get state(): Store<AuthState> {
    return this.#session.state;
  }

  /** Resolves when it is known whether somebody is signed in from earlier. */
  async ready(): Promise<AuthState> {
    await this.#session.ready;
    return this.state.get();
  }

  /** Makes an account and signs it in. */
  async register(details: Body<"auth", "register">): Promise<Answer<"auth", "register">> {
    const answer = await this.#edge("auth", "register", { body: details });
    await this.#session.begin(answer.session, answer.user.id);
    return answer;
  }

  /** Signs in, with e-mail address or username. Errors: INVALID_CREDENTIALS, ACCOUNT_BANNED, TOO_MANY_FAILURES. */
  async signIn(identifier: string, password: string): Promise<Answer<"auth", "login">["user"]> {
    const { user, session } = await this.#edge("auth", "login", { body: { identifier, password } });
    await this.#session.begin(session, user.id);
    return user;
  }

  /** Takes over a session that something else has begun, and whose it is. */
  begin(session: Answer<"auth", "login">["session"], user_id: string): Promise<void> {
    return this.#session.begin(session, user_id);
  }

  /** Signs out on this device, which forgets the session also when nothing can be reached. */
  async signOut(): Promise<void> {
    try {
      await this.#edge("auth", "logout", { isSafe: true });
    } finally {
      await this.#session.forget();
    }
  }

  /** Signs out on every device. Fails when nothing can be reached: the others are still in then. */
  async signOutEverywhere(): Promise<void> {
    await this.#edge("auth", "logoutAll", { isSafe: true });
    await this.#session.forget();
  }

  /** The own profile, with its private fields. */
  me(): Promise<Answer<"auth", "me">> {
    return this.#edge("auth", "me");
  }

  /** The devices that are signed in. */
  devices(): Promise<Answer<"auth", "sessions">> {
    return this.#edge("auth", "sessions");
  }

  async signOutDevice(id: string): Promise<void> {
    await this.#edge("auth", "endSession", { id });
  }

  /** Everything else that docs/api.md lists under `auth`. */
  readonly call = <Name extends Other>(name: Name, body?: Body<"auth", Name>): Promise<Answer<"auth", Name>> =>
    this.#edge("auth", name, body === undefined ? {} : { body });
}

type Other =
  | "appeal"
  | "changePassword"
  | "forgotPassword"
  | "resetPassword"
  | "verifyEmail"
  | "resendVerification"
  | "usernameAvailable"
  | "exportAccount"
  | "deactivateAccount"
  | "requestDeletion"
  | "deleteAccount";
