import { expect, test } from "vitest";
import { addComments } from "../../local/schema/type-comments.ts";

test("comments of the database stand above their types, and nowhere else", () => {
  const source = `export type Database = {
  public: {
    Tables: {
      posts: {
        Row: {
          id: string;
        };
        Insert: {
          id?: string;
        };
      };
    };
    Functions: {
      posts: { Args: { id: string }; Returns: string };
    };
  };
};`;
  const comments = new Map([
    ["public.Tables.posts", "\nWhat people publish.\n\nNot */ the end."],
    ["public.Tables.posts.Row.id", "Made by the client."],
    ["public.Functions.posts", "Lists posts."],
    ["analytics.Tables.posts", "Another."],
  ]);
  expect(addComments(source, comments)).toBe(`export type Database = {
  public: {
    Tables: {
      /**
       * What people publish.
       *
       * Not *\\/ the end.
       */
      posts: {
        Row: {
          /** Made by the client. */
          id: string;
        };
        Insert: {
          id?: string;
        };
      };
    };
    Functions: {
      /** Lists posts. */
      posts: { Args: { id: string }; Returns: string };
    };
  };
};`);
});
