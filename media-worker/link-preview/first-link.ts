const maxLength = 2_000;

// Up to white space, what no address holds unescaped, or what is not seen; and where there are no blanks, the sign that ends a
// clause or a quotation.
const linkWritten =
  /\bhttps?:\/\/[^\s<>"'`{}|\\^\u00ab\u00bb\u200b\u200e\u200f\u2018-\u201f\u202a-\u202e\u2060-\u2069\u3000-\u3003\u3008-\u3011\ufeff\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f]+/i;

/** The first web address in a text, as a URL parser reads it. */
export function firstLink(text: string): URL | undefined {
  const [written] = text.match(linkWritten) ?? [];
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
