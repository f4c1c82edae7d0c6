/** An identifier that nobody else makes. What is named by it is one's own, so that also a guessable one, where there is no better, would do. */
export function newId(): string {
  // React Native has no randomUUID without a polyfill.
  if (typeof globalThis.crypto?.randomUUID === "function") return crypto.randomUUID();
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}
