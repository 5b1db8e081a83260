import { afterEach, beforeEach, expect, test } from "vitest";
import { RunningSite } from "../../support/program/running-site.ts";

let site: RunningSite;
/** Requests that the service has not answered yet, the oldest first. */
let open: (() => void)[];
beforeEach(async () => {
  open = [];
  site = await RunningSite.open({
    answer: async () => {
      await new Promise<void>((resolve) => open.push(resolve));
      return {};
    },
  });
});
afterEach(async () => {
  for (const answer of open) answer();
  await site[Symbol.asyncDispose]();
});

const fileWith = (maxInFlight: number): string => `services:
  detector: { to: ${site.service.url}, max_in_flight: ${maxInFlight}, concurrency: 20 }
sources:
  flood: { watch: flood, service: detector }
  camera: { watch: camera, service: detector }
  yard: { watch: yard, service: detector }
`;

async function inFlightOf(wanted: string): Promise<number | undefined> {
  const { sources } = await site.status();
  return sources.find(({ name }) => name === wanted)?.inFlight;
}

test("a service with max_in_flight has no more from all of its sources, and one that floods it holds up no other", async () => {
  site.write(fileWith(3));
  site.land(...Array.from({ length: 200 }, (_, index) => `flood/${index}.jpg`));
  const run = site.start("up", "--json");
  await expect.poll(async () => await inFlightOf("flood").catch(() => 0)).toBe(20);
  expect(open).toHaveLength(3);
  site.land("camera/1.jpg", "yard/1.jpg");
  for (const name of ["camera", "yard"])
    await expect.poll(async () => await inFlightOf(name)).toBe(1);
  expect(open).toHaveLength(3);
  // The flood, which has waited for longest, has the first turn, and then each of the others.
  for (let each = 0; each < 3; each += 1) {
    open.shift()?.();
    await expect.poll(() => open.length).toBe(3);
  }
  expect(site.arrived.filter((name) => !name.startsWith("flood"))).toEqual([
    "camera/1.jpg",
    "yard/1.jpg",
  ]);
  site.write(fileWith(5));
  expect(await site.ask("/reload")).toMatchObject({ change: { restarted: [], removed: [] } });
  await expect.poll(() => open.length).toBe(5);
  run.process.kill("SIGTERM");
  const answering = setInterval(() => open.splice(0).forEach((answer) => answer()), 5);
  const { exitCode, stdout } = await run.ended;
  clearInterval(answering);
  expect(exitCode).toBe(0);
  // Those that waited for their turn are left for the next run.
  expect(JSON.parse(stdout)).toMatchObject({ failed: 0, delivered: site.arrived.length });
});
