import { decodeEntities } from "./entities.ts";

/** What the head of a page says about it. */
export interface PageHead {
  title: string | undefined;
  /** By `property` or `name` in lower case; the first of each counts. */
  meta: Map<string, string>;
}

/** Nobody needs more; it bounds what a hostile page costs. */
const maxTagLength = 8_192;

const skipped = ["script", "style", "noscript", "template", "svg"];

/** Reads the title and the meta tags, in one pass from the beginning until the body. No markup is interpreted. */
export function readPageHead(html: string): PageHead {
  const head: PageHead = { title: undefined, meta: new Map() };
  // Only ASCII changes its case, so that places in both are the same.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  for (let at = lower.indexOf("<"); at !== -1; at = lower.indexOf("<", at)) {
    if (lower.startsWith("<!--", at)) {
      at = after(lower, "-->", at + 4);
      continue;
    }
    const name = /^[a-z][a-z0-9]{0,15}/.exec(lower.slice(at + 1, at + 17))?.[0] ?? "";
    const end = tagEnd(lower, at);
    if (name === "body" || lower.startsWith("</head", at) || end === -1) break;
    if (skipped.includes(name)) {
      at = after(lower, `</${name}`, end);
    } else if (name === "title") {
      const close = lower.indexOf("</title", end);
      if (close === -1) break;
      head.title ??= decodeEntities(html.slice(end, close));
      at = close + 1;
    } else {
      if (name === "meta") addMeta(head.meta, html.slice(at + 5, end - 1));
      at = end;
    }
  }
  return head;
}

const after = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
};

/** The place after the `>` that ends a tag: one in quotes does not. -1 when there is none, or too far away. */
function tagEnd(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < Math.min(text.length, from + maxTagLength); at++) {
    const sign = text[at] as string;
    if (quote) {
      if (sign === quote) quote = "";
    } else if (sign === ">") {
      return at + 1;
    } else if ((sign === '"' || sign === "'") && text[at - 1] === "=") {
      quote = sign;
    }
  }
  return -1;
}

function addMeta(meta: Map<string, string>, attributes: string): void {
  const values = new Map<string, string>();
  // A name alone matches too: looking for its sign of equality from each of its letters would take a square of time.
  for (const [, name = "", ...written] of attributes.matchAll(
    /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g,
  )) {
    const value = written.find((part) => part !== undefined) ?? "";
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), decodeEntities(value));
  }
  const name = (values.get("property") ?? values.get("name"))?.toLowerCase();
  const content = values.get("content");
  if (name !== undefined && content !== undefined && !meta.has(name)) meta.set(name, content);
}
