/** The slots of weights that a text falls into, each once, as private.text_slots finds them. */
export const slotCount = 32_768;

export function textSlots(text: string): Int32Array {
  const plain = ` ${trim(
    text
      .toLowerCase()
      .replace(/[1-9]/g, "0")
      .replace(/[ \t\r\n]+/g, " "),
  )} `;
  const letters = [...plain];
  const words = trim(plain).split(" ");
  const grams = [
    ...letters.slice(3).map((_, n) => letters.slice(n, n + 4).join("")),
    ...words.map((word) => `w${word}`),
    ...words.slice(1).map((word, n) => `${words[n]} ${word}`),
  ];
  return Int32Array.from(new Set(grams.map((gram) => hashText(gram) & (slotCount - 1))));
}

const trim = (text: string) => text.replace(/^ +| +$/g, "");
const encoder = new TextEncoder();

/** Postgres's hashtext: Bob Jenkins's lookup3 with the constants that Postgres starts it with. */
export function hashText(text: string): number {
  const bytes = encoder.encode(text);
  let a = (0x9e3779b9 + bytes.length + 3923095) | 0;
  let b = a;
  let c = a;
  const word = (at: number) =>
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24) | 0;
  let at = 0;
  for (; bytes.length - at >= 12; at += 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    a = ((a - c) | 0) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotate(b, 4);
    b = (b + a) | 0;
  }
  // The lowest byte of c is kept for the length.
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + (word(at + 8) << 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  return ((c ^ b) - rotate(b, 24)) | 0;
}

const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));
