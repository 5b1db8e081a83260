import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { RunningSite } from "../../support/program/running-site.ts";
import type { AnnouncedService } from "../../support/services/announced-service.ts";
import {
  startFastApi,
  startFlask,
  whyNoFastApi,
  whyNoFlask,
} from "../../support/services/python-service.ts";

let site: RunningSite;
const services: AnnouncedService[] = [];
beforeEach(async () => {
  site = await RunningSite.open();
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  for (const service of services.splice(0)) await service[Symbol.asyncDispose]();
});

/** Names of the frames that both services have stored, each as often as it came. */
function stored(): readonly string[] {
  const files = ["flask", "fastapi"].flatMap((folder) => readdirSync(site.path(folder)));
  return files
    .filter((name) => name.endsWith(".jpg"))
    .map((name) => /[^-]+$/u.exec(name)?.[0] ?? "");
}

const namesOf = (source: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `${source}_${from + index}.jpg`);

test("a site of three sources and two real services is killed, reloaded and drained, and every frame arrives", async (context) => {
  const reason = whyNoFlask() ?? whyNoFastApi();
  if (reason !== undefined) context.skip(reason);
  site.land("flask/.keep", "fastapi/.keep");
  const flask = await startFlask({ recordDir: site.path("flask") });
  services.push(flask);
  const fastapi = await startFastApi({ recordDir: site.path("fastapi") });
  services.push(fastapi);
  const fileWith = (yard: string): string => `services:
  flask: { to: "${flask.url}/predict" }
  fastapi: { to: "${fastapi.url}/predict" }
defaults: { service: flask, concurrency: 4 }
sources:
  clip: { run: "${fixtureVideoPath(CFR_VIDEO.fileName)}" }
  gate: { watch: gate, service: fastapi }
  yard: { watch: yard${yard} }
`;
  const land = (from: number, to: number): void => {
    for (const source of ["gate", "yard"])
      site.land(...namesOf(source, from, to).map((name) => `${source}/${name}`));
  };
  site.write(fileWith(""));
  land(0, 100);
  const first = site.start("up");
  await expect.poll(() => stored().length).toBeGreaterThan(30);
  await first.stop("SIGKILL");
  const before = stored();
  const second = site.start("up", "--json");
  await expect.poll(async () => await site.states()).toMatchObject({ gate: "running" });
  land(100, 150);
  site.write(fileWith(", concurrency: 2"));
  expect(await site.ask("/reload")).toMatchObject({ change: { restarted: ["yard"] } });
  land(150, 200);
  await expect.poll(async () => (await site.states())["clip"]).toBe("ended");
  const wanted = new Set([...namesOf("gate", 0, 200), ...namesOf("yard", 0, 200)]);
  await expect.poll(() => [...wanted].filter((name) => !stored().includes(name))).toEqual([]);
  await site.ask("/drain");
  const { exitCode, stdout } = await second.ended;
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ complete: true, failed: 0, pending: 0 });
  const different = new Set(stored());
  expect(different.size).toBe(400 + CFR_VIDEO.frameCount);
  expect(before.length).toBeLessThan(different.size);
  // What was in flight when it was killed may be stored after it, at most four frames of each source; nothing else comes twice.
  const since = stored().toSorted();
  for (const name of before) since.splice(since.indexOf(name), 1);
  expect(since.length - new Set(since).size).toBeLessThanOrEqual(12);
});
