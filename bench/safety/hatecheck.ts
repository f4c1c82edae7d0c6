import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv } from "./data.ts";

export interface Case {
  language: string;
  /** What the case tries, as its authors call it: slur_reclaimed_nh and so on; _nh is harmless, _h hateful. */
  functionality: string;
  text: string;
}

/** The cases of HateCheck in eleven languages. */
export function readCases(data: string): Case[] {
  const folder = join(data, "hatecheck");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".csv.gz"))
    .flatMap((file) =>
      readCsv(join(folder, file)).map((row) => ({
        language: /^hatecheck_(\w+)/.exec(file)?.[1] ?? "english",
        functionality: row.functionality as string,
        text: row.test_case as string,
      })),
    );
}

const lists: Record<string, string> = {
  arabic: "ar",
  dutch: "nl",
  english: "en",
  french: "fr",
  german: "de",
  hindi: "hi",
  italian: "it",
  mandarin: "zh",
  polish: "pl",
  portuguese: "pt",
  spanish: "es",
};

/** What a plain filter by the list of the text's own language says: whether one of its words or phrases is there. */
export function wordLists(data: string): (language: string, text: string) => boolean {
  const plain = (text: string) =>
    ` ${text
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .join(" ")} `;
  const terms = new Map(
    Object.entries(lists).map(([language, file]) => [
      language,
      readFileSync(join(data, "word-lists-ldnoobw", file), "utf8")
        .split("\n")
        .filter((term) => term.trim())
        .map((term) => (language === "mandarin" ? term.trim() : plain(term.trim()))),
    ]),
  );
  return (language, text) => {
    const words = language === "mandarin" ? text : plain(text);
    return (terms.get(language) as string[]).some((term) => words.includes(term));
  };
}
