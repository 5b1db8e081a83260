import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const folder = join(import.meta.dirname, "../../scripts/container");

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { build: { context: string; dockerfile: string }; read_only: boolean; secrets: string[] }
    >
  >;
  readonly secrets: Readonly<Record<string, unknown>>;
}

test("the compose example builds from files that exist, with read-only roots and secrets that it declares", () => {
  const compose = parse(readFileSync(join(folder, "compose.yaml"), "utf8")) as Compose;
  for (const { build, read_only, secrets } of Object.values(compose.services)) {
    expect(existsSync(join(folder, build.context, build.dockerfile))).toBe(true);
    expect(read_only).toBe(true);
    for (const name of secrets) expect(compose.secrets).toHaveProperty(name);
  }
});

test.each([
  [200, 0],
  [401, 0],
  [503, 1],
])("a site that answers %i at /healthz ends the health check with %i", async (status, code) => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/healthz" ? status : 404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await healthCheck(`127.0.0.1:${port}`)).toBe(code);
  server.close();
  await once(server, "close");
  expect(await healthCheck(`127.0.0.1:${port}`)).toBe(1);
});

async function healthCheck(metrics: string): Promise<number> {
  const child = spawn(process.execPath, [join(folder, "healthcheck.mjs")], {
    env: { ...process.env, FRAMEFERRY_METRICS: metrics },
  });
  const [code] = (await once(child, "exit")) as [number];
  return code;
}
