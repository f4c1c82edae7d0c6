import { describe, expect, test } from "vitest";
import { NoPage } from "../../media-worker/link-preview/fetch-page.ts";
import { fetchFrom, forTests, local, serve, servePage } from "./preview-server.ts";

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
