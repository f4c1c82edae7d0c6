/** Where a page says itself how it is written, it does so at the beginning. Source: HTML Standard, 13.2.3.2. */
const prescanBytes = 1024;

const charsetIn = (text: string) => /charset\s*=\s*["']?\s*([a-z0-9_:.-]{1,40})/i.exec(text)?.[1];

/** The text of a page: in the encoding that its bytes, the server or the page itself names, or else UTF-8. */
export function decodeHtml(bytes: Uint8Array, contentType: string): string {
  const named = charsetIn(contentType) ?? charsetIn(Buffer.from(bytes.subarray(0, prescanBytes)).toString("latin1"));
  return decoderOf(byteOrderMark(bytes) ?? named ?? "utf-8").decode(bytes);
}

function byteOrderMark([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xef && second === 0xbb ? "utf-8" : undefined;
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
