import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, inject, test } from "vitest";
import { repositoryFolder } from "../../../local/schema/command.ts";
import { newPerson } from "../../support/people.ts";
import { call, eventually } from "../../support/rpc.ts";

const { url } = inject("target");

async function scrape(path: string, headers: Record<string, string> = {}): Promise<{ status?: number; body: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${url}${path}`, { headers }, resolve).on("error", reject).end();
  });
  return { ...(answer.statusCode && { status: answer.statusCode }), body: await text(answer) };
}

const parts = ["/metrics", "/metrics/realtime", "/metrics/worker"];

test("a call is counted under its name with its outcome, and whoever guesses at names makes none", async () => {
  const person = await newPerson();
  await call(person, "get_settings");
  await fetch(`${url}/rest/v1/rpc/a_name_that_nobody_has`, { method: "POST" });
  const { body } = await eventually(
    () => scrape("/metrics"),
    ({ body }) => body.includes('plaza_request_seconds_count{call="get_settings",outcome="2xx"}'),
  );
  expect(body).not.toContain("a_name_that_nobody_has");
  expect(body).toMatch(/plaza_request_seconds_bucket\{le="0\.05",call="auth\/register",outcome="2xx"\}/);
});

test.each(parts)("%s is for programs on this machine: under another name there is nothing", async (path) => {
  expect((await scrape(path)).status).toBe(200);
  expect((await scrape(path, { host: "plaza.example" })).status).toBe(404);
});

test.each(["deploy/grafana-dashboard.json", "deploy/prometheus-alerts.yml"])(
  "%s asks for figures that there are",
  async (file) => {
    const scraped = (await Promise.all(parts.map((path) => scrape(path)))).map(({ body }) => body).join("\n");
    const known = new Set([...scraped.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const asked = readFileSync(`${repositoryFolder}/${file}`, "utf8").match(/\b(plaza|nodejs|process)_\w+/g) ?? [];
    expect(asked.length).toBeGreaterThan(10);
    const missing = asked.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, "")));
    expect(missing).toEqual([]);
  },
);
