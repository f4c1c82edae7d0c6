import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP } from "node:net";
import { decodeHtml } from "./decode-html.ts";
import { isLoopback, isPublicAddress } from "./public-address.ts";

const maxRedirects = 3;
const maxBytes = 512 * 1024;
const maxImageBytes = 5 * 1024 * 1024;
const maxMs = 5_000;

export interface FetchOptions {
  /** For tests, whose servers are on this machine: loopback addresses, on any port. Never where strangers write. */
  allowLoopback?: boolean;
  /** All addresses of a name. */
  resolve?: (hostname: string) => Promise<string[]>;
}

export interface Page {
  /** Where it was found, after redirects. */
  url: URL;
  html: string;
}

/** Why there is no page: nothing that trying again would change. */
export class NoPage extends Error {}

/** The hosts of the system and its DNS, like every other program. */
const resolveName = async (hostname: string) =>
  (await lookup(hostname, { all: true, order: "ipv4first" })).map(({ address }) => address);

/**
 * Fetches a web page that a stranger has named, and nothing else. A name is resolved here, every address of it has to be
 * public, and the connection goes to the address that was checked: what the name leads to a moment later does not matter
 * (DNS rebinding). Each redirect begins anew.
 * @throws NoPage
 */
export async function fetchPage(link: URL, signal: AbortSignal, options: FetchOptions = {}): Promise<Page> {
  const { url, answer } = await follow(link, signal, options, { accept: "text/html", read: readHtml });
  return { url, html: answer };
}

/** Fetches a picture that a page has named, in the same way: its bytes, which nobody has looked at yet. @throws NoPage */
export async function fetchImage(link: URL, signal: AbortSignal, options: FetchOptions = {}): Promise<Buffer> {
  const accept = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.5";
  return (await follow(link, signal, options, { accept, read: readImage })).answer;
}

interface Wanted<Result> {
  accept: string;
  read(answer: IncomingMessage): Promise<Result>;
}

async function follow<Result>(
  link: URL,
  signal: AbortSignal,
  options: FetchOptions,
  { accept, read }: Wanted<Result>,
): Promise<{ url: URL; answer: Result }> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(maxMs)]);
  try {
    let url = link;
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const address = await whileInTime(addressOf(url, options), deadline);
      const answer = await whileInTime(ask(url, address, accept, deadline), deadline);
      const target = redirectOf(answer, url);
      if (!target) return { url, answer: await read(answer) };
      answer.destroy();
      url = target;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw error instanceof NoPage ? error : new NoPage((error as Error).message, { cause: error });
  }
  throw new NoPage("Too many redirects.");
}

/** Neither a resolver nor a server keeps anybody longer than that. */
function whileInTime<Result>(work: Promise<Result>, deadline: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new NoPage("It took too long."));
    if (deadline.aborted) stop();
    deadline.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener("abort", stop));
  });
}

/**
 * The address to connect to. Of several that a name has, none may be anything but public. `protocol`: the only one, except with loopback in tests.
 * @throws NoPage
 */
export async function addressOf(
  url: URL,
  { allowLoopback = false, resolve = resolveName }: FetchOptions,
  protocol?: "https:",
): Promise<string> {
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new NoPage("It is no web page.");
  if (url.username || url.password) throw new NoPage("The link carries a password.");
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(hostname) ? [hostname] : await resolve(hostname);
  const isForTests = allowLoopback && addresses.every(isLoopback);
  if (url.port !== "" && !isForTests) throw new NoPage("It is not on the port of the web.");
  if (protocol && url.protocol !== protocol && !isForTests) throw new NoPage("It is not encrypted.");
  const [first] = addresses;
  if (first === undefined || !(isForTests || addresses.every(isPublicAddress))) {
    throw new NoPage("The address is not on the open internet.");
  }
  return first;
}

function ask(url: URL, address: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:";
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestSecure : requestPlain)({
      host: address,
      port: url.port || (isSecure ? 443 : 80),
      path: `${url.pathname}${url.search}`,
      // Its certificate has to be that of the name, not of the address.
      ...(isSecure && !isIP(hostname) && { servername: hostname }),
      agent: false,
      signal,
      headers: {
        host: url.host,
        "user-agent": "PlazaLinkPreview/1.0",
        accept,
        "accept-encoding": "identity",
      },
    });
    request.on("response", resolve);
    // A protocol that the server would rather speak.
    request.on("upgrade", (_, socket) => socket.destroy());
    request.on("error", reject);
    request.end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
  const target = URL.parse(headers.location ?? "", from);
  if (!target) throw new NoPage("The redirect leads nowhere.");
  return target;
}

/** Refuses what is not of a type, before a byte of it is read. */
function requireType(answer: IncomingMessage, type: RegExp, otherwise: string): void {
  const problem =
    (answer.statusCode !== 200 && `The server answered ${answer.statusCode}.`) ||
    (!type.test(answer.headers["content-type"] ?? "") && otherwise) ||
    (!["", "identity"].includes(answer.headers["content-encoding"] ?? "") && "It is compressed, unasked.");
  if (problem) {
    answer.destroy();
    throw new NoPage(problem);
  }
}

async function readImage(answer: IncomingMessage): Promise<Buffer> {
  // SVG is a document, which draws whatever it likes.
  requireType(answer, /^image\/(jpeg|png|gif|webp|avif)\s*(;|$)/i, "It is no picture.");
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxImageBytes) throw new NoPage("The picture is too large.");
  }
  return Buffer.concat(chunks);
}

async function readHtml(answer: IncomingMessage): Promise<string> {
  requireType(answer, /^text\/html\s*(;|$)/i, "It is no web page.");
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // What a preview shows stands at the beginning. Leaving the loop ends the connection.
    if (length >= maxBytes) break;
  }
  return decodeHtml(Buffer.concat(chunks).subarray(0, maxBytes), answer.headers["content-type"] ?? "");
}
