import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { type FetchOptions, fetchImage, fetchPage, NoPage } from "../../media-worker/link-preview/fetch-page.ts";
import { firstLink } from "../../media-worker/link-preview/first-link.ts";
import { copyImage } from "../../media-worker/link-preview/preview-image.ts";
import { previewOf } from "../../media-worker/link-preview/preview-of.ts";
import { isPublicAddress } from "../../media-worker/link-preview/public-address.ts";

const servers: { close(): void; closeAllConnections(): void }[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A web server on this machine; returns its port. */
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A server whose every page is this one. */
const servePage = (html: string | Buffer, type = "text/html; charset=utf-8", headers: Record<string, string> = {}) =>
  serve((_, response) => response.writeHead(200, { "content-type": type, ...headers }).end(html));

const forTests: FetchOptions = { allowLoopback: true };
const never = new AbortController().signal;
const fetchFrom = (url: string, options = forTests) => fetchPage(new URL(url), never, options);
const local = (port: number, path = "/") => `http://127.0.0.1:${port}${path}`;

async function preview(html: string | Buffer, type?: string) {
  const url = local(await servePage(html, type), "/page");
  return previewOf(new URL(url), await fetchFrom(url));
}

describe("which addresses are on the open internet", () => {
  test.each(["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "2a00:1450::1"])(
    "%s is",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  test.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9"],
    ...["169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1"],
    ...["192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255"],
    ...["240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:1.1.1.1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe"],
    ...[
      "::127.0.0.1",
      "64:ff9b::7f00:1",
      "64:ff9b:1::1",
      "100::1",
      "2001::1",
      "2001:db8::1",
      "2002:7f00:1::",
      "3fff::1",
    ],
    ...[
      "fc00::1",
      "fd00:ec2::254",
      "fe80::1",
      "fe80::1%eth0",
      "fec0::1",
      "ff02::1",
      "5f00::1",
      "nonsense",
      "1.1.1",
      "",
    ],
  ])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));
});

test.each([
  ["look: https://example.com/a?b=c.", "https://example.com/a?b=c"],
  ["(http://example.com)", "http://example.com/"],
  ["https://en.wikipedia.org/wiki/Set_(game), and http://b.example", "https://en.wikipedia.org/wiki/Set_(game)"],
  ["HTTPS://EXAMPLE.com/Ä", "https://example.com/%C3%84"],
  ["http://0x7f.1/", "http://127.0.0.1/"],
  ["no ftp://example.com nor javascript:alert(1) nor xhttp://a.example", undefined],
  ["https://", undefined],
  [`https://example.com/${"x".repeat(2000)}`, undefined],
  ["見て https://example.com/foo、すごい", "https://example.com/foo"],
  ["https://example.com/foo。", "https://example.com/foo"],
  ["（https://example.com/foo）", "https://example.com/foo"],
  ["「https://example.com/foo」", "https://example.com/foo"],
  ["“https://example.com/foo”", "https://example.com/foo"],
  ["«https://example.com/foo»", "https://example.com/foo"],
  ["https://example.com/foo’s", "https://example.com/foo"],
  ["https://example.com/foo\u200b", "https://example.com/foo"],
  ["https://example.com/foo？！", "https://example.com/foo"],
  [
    "https://ja.wikipedia.org/wiki/東京・大阪",
    "https://ja.wikipedia.org/wiki/%E6%9D%B1%E4%BA%AC%E3%83%BB%E5%A4%A7%E9%98%AA",
  ],
])("the first link of %j", (text, link) => expect(firstLink(text)?.href).toBe(link));

test("a page is shown by its Open Graph tags, whatever else is in it", async () => {
  const shown = await preview(`<!doctype html><html><head>
    <!-- <meta property="og:title" content="In a comment"> -->
    <script>"<meta property='og:title' content='In a script'>"</script>
    <title>Plain title</title>
    <META CONTENT='A &quot;fine&quot; &#x26; good &eacute;&hellip; page > others' PROPERTY=og:title />
    <meta name="description" content="  Two\n lines \u202e"><meta property="og:site_name" content=Plaza>
    <meta property="og:image" content="https://images.example/a.png"><meta property="og:url" content="https://elsewhere.example">
    </head><body><meta property="og:description" content="In the body"></body>`);
  expect(shown).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/page$/),
    title: 'A "fine" & good é… page > others',
    description: "Two lines",
    site_name: "Plaza",
    image: "https://images.example/a.png",
  });
});

test("without them by its title, cut to what fits, and without one not at all", async () => {
  expect(await preview(`<title>${"long ".repeat(100)}</title>`)).toMatchObject({
    title: expect.stringMatching(/^(long ){39}long…$/),
    description: null,
    image: null,
  });
  expect(await preview("<title> \n </title><meta name=description content=x>")).toBeUndefined();
});

test.each([["javascript:alert(1)"], ["data:image/png;base64,AAAA"], ["https://user:secret@images.example/a.png"]])(
  "the picture %s is not shown",
  async (image) => {
    const shown = await preview(`<title>t</title><meta property="og:image" content="${image}">`);
    expect(shown).toMatchObject({ title: "t", image: null });
  },
);

describe("the picture of a page", () => {
  const image = async (body: Buffer | string, type = "image/png", headers: Record<string, string> = {}) =>
    fetchImage(new URL(local(await servePage(body as Buffer, type, headers))), never, forTests);
  const png = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#336699" } })
      .png()
      .toBuffer();

  test("is fetched as it is", async () => {
    const bytes = await png(10, 10);
    expect((await image(bytes)).equals(bytes)).toBe(true);
  });

  test("is nothing else: no document, no error, nothing that is too large or compressed", async () => {
    const bytes = await png(10, 10);
    for (const type of ["image/svg+xml", "text/html", "application/octet-stream", ""]) {
      await expect(image(bytes, type), type).rejects.toThrow(NoPage);
    }
    await expect(image(Buffer.alloc(6 * 1024 * 1024))).rejects.toThrow(NoPage);
    await expect(image(bytes, "image/png", { "content-encoding": "gzip" })).rejects.toThrow(NoPage);
  });

  test.each([
    "http://10.0.0.1/a.png",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]:22/a.png",
    "ftp://example.com/a.png",
  ])("is not looked for inside a network: %s", async (address) => {
    await expect(fetchImage(new URL(address), never)).rejects.toThrow(NoPage);
    const port = await serve((_, response) => response.writeHead(302, { location: address }).end());
    await expect(fetchImage(new URL(local(port)), never)).rejects.toThrow(NoPage);
  });

  test("is decoded and made anew; what cannot be decoded, or would be too much, is not shown", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plaza-preview-"));
    try {
      const file = join(folder, "copy.jpg");
      await copyImage(await png(1000, 500), file);
      expect(await sharp(file).metadata()).toMatchObject({ format: "jpeg", width: 640, height: 320 });
      await expect(copyImage(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), file)).rejects.toThrow(NoPage);
      await expect(copyImage((await png(500, 500)).subarray(0, 200), file)).rejects.toThrow(NoPage);
      await expect(copyImage(await png(8000, 8000), file)).rejects.toThrow(NoPage);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("a page is read in its own encoding", async () => {
  const written = Buffer.from("<title>Grüße</title>", "latin1");
  expect(await preview(written, "text/html; charset=ISO-8859-1")).toMatchObject({ title: "Grüße" });
  const said = Buffer.concat([Buffer.from('<meta charset="windows-1252">'), written]);
  expect(await preview(said, "text/html")).toMatchObject({ title: "Grüße" });
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("<title>Grüße</title>", "utf16le")]);
  expect(await preview(wide, "text/html")).toMatchObject({ title: "Grüße" });
  expect(await preview("<title>Grüße</title>", "text/html; charset=nonsense")).toMatchObject({ title: "Grüße" });
});

test("of a large page the beginning is read, and the connection ends", async () => {
  let isOver: (() => void) | undefined;
  const over = new Promise<void>((resolve) => (isOver = resolve));
  const port = await serve((_, response) => {
    response.on("close", () => isOver?.());
    response.writeHead(200, { "content-type": "text/html" }).write("<title>Large</title>");
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(64 * 1024)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  const page = await fetchFrom(local(port));
  expect(page.html).toHaveLength(512 * 1024);
  expect(previewOf(page.url, page)).toMatchObject({ title: "Large" });
  await over;
});

test.each([
  ["one long name", "a".repeat(8000)],
  ["many names", "a ".repeat(4000)],
  ["a quote that never ends", '="'.repeat(4000)],
])("markup with %s does not hide what follows", async (_, attributes) => {
  expect(await preview(`${`<meta ${attributes}>`.repeat(50)}<title>at last</title>`)).toMatchObject({
    title: "at last",
  });
});

test("no cookies, nothing of anybody, and only plain pages are asked for", async () => {
  let asked: unknown;
  const port = await serve((request, response) => {
    asked = request.headers;
    response.writeHead(200, { "content-type": "text/html", "set-cookie": "a=b" }).end("<title>t</title>");
  });
  await fetchFrom(local(port));
  await fetchFrom(local(port));
  expect(asked).toEqual({
    host: `127.0.0.1:${port}`,
    "user-agent": "PlazaLinkPreview/1.0",
    accept: "text/html",
    "accept-encoding": "identity",
    connection: "close",
  });
});

describe("what is no page", () => {
  test.each([
    ["a picture", "image/png", {}],
    ["something like HTML", "text/html-not", {}],
    ["what is compressed", "text/html", { "content-encoding": "gzip" }],
  ])("%s", async (_, type, headers) => {
    await expect(fetchFrom(local(await servePage("x", type, headers)))).rejects.toThrow(NoPage);
  });

  test("an error", async () => {
    const port = await serve((_, response) => response.writeHead(404, { "content-type": "text/html" }).end("x"));
    await expect(fetchFrom(local(port))).rejects.toThrow("The server answered 404.");
  });

  test("a server that says nothing, or goes on for ever, or has a name that is never resolved", async () => {
    const silent = await serve(() => {});
    const dripping = await serve((_, response) => {
      const timer = setInterval(() => response.write("x"), 50);
      response.writeHead(200, { "content-type": "text/html" }).on("close", () => clearInterval(timer));
    });
    const resolve = () => new Promise<string[]>(() => {});
    const attempts = [
      fetchFrom(local(silent)),
      fetchFrom(local(dripping)),
      fetchFrom("http://slow.example/", { resolve }),
    ];
    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toThrow(NoPage)));
  });
});

describe("redirects", () => {
  const redirecting = (location: string, status = 302) =>
    serve((_, response) => response.writeHead(status, { location }).end());

  test("lead to the page, up to three of them", async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(301, { location: `/${left - 1}` }).end();
      else response.writeHead(200, { "content-type": "text/html" }).end("<title>there</title>");
    });
    expect(await fetchFrom(local(port, "/3"))).toMatchObject({ html: "<title>there</title>" });
    await expect(fetchFrom(local(port, "/4"))).rejects.toThrow("Too many redirects.");
  });

  test.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://[fd00:ec2::254]/",
    "http://0xa9fea9fe/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "http://user:secret@127.0.0.1/",
    "http://1.1.1.1:22/",
    "http://",
  ])("to %s are not followed", async (location) => {
    await expect(fetchFrom(local(await redirecting(location)))).rejects.toThrow(NoPage);
  });

  test("resolve the name again each time", async () => {
    const port = await serve((_, response) =>
      response.writeHead(302, { location: "http://rebinding.example/next" }).end(),
    );
    const answers = [["127.0.0.1"], ["192.168.0.1"]];
    const resolve = async () => answers.shift() ?? [];
    await expect(fetchFrom(`http://rebinding.example:${port}/`, { ...forTests, resolve })).rejects.toThrow(
      "The address is not on the open internet.",
    );
    expect(answers).toEqual([]);
  });
});

describe("a name", () => {
  test("is resolved once, and the connection goes to the address that was checked", async () => {
    const hosts: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      hosts.push(request.headers.host);
      response.writeHead(200, { "content-type": "text/html" }).end("<title>pinned</title>");
    });
    // No other resolver knows the name, and this one would lead elsewhere the second time.
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    const resolve = async () => answers.shift() ?? [];
    const page = await fetchFrom(`http://pinned.example:${port}/`, { ...forTests, resolve });
    expect(page.html).toBe("<title>pinned</title>");
    expect({ hosts, answers }).toEqual({ hosts: [`pinned.example:${port}`], answers: [["10.0.0.1"]] });
  });

  test.each([[["127.0.0.1"]], [["1.1.1.1", "127.0.0.1"]], [["1.1.1.1", "::1"]], [["::ffff:10.0.0.1"]], [[]]])(
    "with the addresses %j is refused",
    async (addresses) => {
      const resolve = async () => addresses;
      await expect(fetchFrom("http://sly.example/", { resolve })).rejects.toThrow(
        "The address is not on the open internet.",
      );
    },
  );

  test("that leads to this machine is refused, unless for tests", async () => {
    const port = await servePage("<title>mine</title>");
    await expect(fetchFrom(local(port), {})).rejects.toThrow(NoPage);
    await expect(fetchFrom("http://localhost/", {})).rejects.toThrow("The address is not on the open internet.");
    await expect(fetchFrom("http://[::1]/", {})).rejects.toThrow("The address is not on the open internet.");
  });

  test("on another port than that of the web is refused", async () => {
    const resolve = async () => ["1.1.1.1"];
    await expect(fetchFrom("http://any.example:8080/", { ...forTests, resolve })).rejects.toThrow(
      "It is not on the port of the web.",
    );
  });
});
