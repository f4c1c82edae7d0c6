export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/**
 * A list of the API. Awaited it is its first page; in `for await` it is one page after the other, each asked for when it is wanted.
 */
export class Pages<Item, Answer extends Page<Item> = Page<Item>> implements PromiseLike<Answer>, AsyncIterable<Answer> {
  readonly #ask: (cursor: string | null) => Promise<Answer>;

  constructor(ask: (cursor: string | null) => Promise<Answer>) {
    this.#ask = ask;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is meant to be awaited.
  then<Result1 = Answer, Result2 = never>(
    fulfilled?: ((page: Answer) => Result1 | PromiseLike<Result1>) | null,
    rejected?: ((reason: unknown) => Result2 | PromiseLike<Result2>) | null,
  ): Promise<Result1 | Result2> {
    return this.#ask(null).then(fulfilled, rejected);
  }

  /** A page that could not be had is asked for again by the next `next`: a generator would be over. */
  [Symbol.asyncIterator](): AsyncIterator<Answer> {
    let cursor: string | null = null;
    let isOver = false;
    return {
      next: async () => {
        if (isOver) return { done: true, value: undefined };
        const value = await this.#ask(cursor);
        cursor = value.next_cursor;
        isOver = cursor === null;
        return { done: false, value };
      },
      return: async () => {
        isOver = true;
        return { done: true, value: undefined };
      },
    };
  }
}
