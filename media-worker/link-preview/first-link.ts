const maxLength = 2_000;

/** The first web address in a text, as a URL parser reads it. */
export function firstLink(text: string): URL | undefined {
  const [written] = text.match(/\bhttps?:\/\/[^\s<>"'`{}|\\^]+/i) ?? [];
  if (written === undefined || written.length > maxLength) return undefined;
  const link = URL.parse(withoutTrail(written));
  return link && link.href.length <= maxLength ? link : undefined;
}

/** What ends a sentence is no part of the address; a bracket is, if it was opened in it. */
function withoutTrail(written: string): string {
  let end = written.length;
  for (;;) {
    const last = written[end - 1] as string;
    const isOpened = last === ")" && written.slice(0, end).split("(").length >= written.slice(0, end).split(")").length;
    if (isOpened || !/[.,;:!?)\]*_~…]/.test(last)) return written.slice(0, end);
    end -= 1;
  }
}
