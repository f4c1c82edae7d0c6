import { describe, expect, test } from "vitest";
import { NoPage } from "../../media-worker/link-preview/fetch-page.ts";
import { previewOf } from "../../media-worker/link-preview/preview-of.ts";
import { fetchFrom, local, preview, serve, servePage } from "./preview-server.ts";

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
