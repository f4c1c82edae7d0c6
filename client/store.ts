/** A value that changes. `get` and `subscribe` are what React's useSyncExternalStore takes, and what a store of Svelte or Vue is made of. */
export class Store<Value> {
  #value: Value;
  readonly #listeners = new Set<(value: Value) => void>();
  readonly #begin: (() => () => void) | undefined;
  #end: (() => void) | undefined;

  /** `begin` is called when somebody begins to listen, and what it returns when nobody does any more. */
  constructor(value: Value, begin?: () => () => void) {
    this.#value = value;
    this.#begin = begin;
  }

  readonly get = (): Value => this.#value;

  /** Calls `listener` after each change, until what this returns is called. */
  readonly subscribe = (listener: (value: Value) => void): (() => void) => {
    // A function of its own, so that the same one may be given twice.
    const own = (value: Value) => listener(value);
    this.#listeners.add(own);
    this.#end ??= this.#begin?.();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#end?.();
      this.#end = undefined;
    };
  };

  /** Resolves with the first value that is as wanted. */
  when(wanted: (value: Value) => boolean): Promise<Value> {
    return new Promise((resolve) => {
      const look = (value: Value) => {
        if (!wanted(value)) return;
        resolve(value);
        queueMicrotask(() => stop());
      };
      const stop = this.subscribe(look);
      look(this.#value);
    });
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** Listeners by the name of what they listen to. One that throws does not keep the others from hearing. */
export class Listeners<Events extends object> {
  readonly #all = new Map<keyof Events, Set<(payload: never) => void>>();

  add<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    const those = this.#all.get(name) ?? new Set();
    this.#all.set(name, those.add(listener));
    return () => void those.delete(listener);
  }

  tell<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.#all.get(name) ?? [])]) {
      try {
        (listener as (payload: Events[Name]) => void)(payload);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
