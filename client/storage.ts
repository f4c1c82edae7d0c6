/** Where a client keeps what outlives it: localStorage, AsyncStorage of React Native, or anything like them. */
export interface Storage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

/** Keeps things as long as the program runs. */
export function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

/** The browser's own storage, where there is one and it may be used. */
export function defaultStorage(): Storage {
  try {
    // Node has a localStorage, too, which warns whoever looks at it.
    return typeof document === "undefined" ? memoryStorage() : localStorage;
  } catch {
    return memoryStorage();
  }
}

export async function load<Value>(storage: Storage, key: string): Promise<Value | null> {
  try {
    const kept = await storage.getItem(key);
    return kept ? JSON.parse(kept) : null;
  } catch {
    return null;
  }
}

/** Whether it could be kept: a full or forbidden storage keeps nothing, and stops nobody. */
export async function save(storage: Storage, key: string, value: unknown): Promise<boolean> {
  try {
    await (value === null ? storage.removeItem(key) : storage.setItem(key, JSON.stringify(value)));
    return true;
  } catch (error) {
    console.warn("Plaza could not save", key, error);
    return false;
  }
}
