/**
 * What a fleet of cameras, edges and workers needs, by the formulas of the page on brokers: `npm run scale`. Give it the
 * figures of your machines; `--measure` measures one of them.
 */
import { parseArgs } from "node:util";
import { machine } from "../harness/machine.ts";
import { tableLines } from "../harness/table.ts";
import { simulateCut } from "./edge-cut.ts";
import { type FleetInputs, planFleet } from "./fleet-plan.ts";
import { streamRate } from "./stream-rate.ts";

const HELP = `Usage: npm run scale -- [options]

  --cameras N        cameras in all (default: 1000)
  --fps N            frames a second of each (default: 2)
  --frame-kb N       size of a frame in kB (default: 130)
  --replicas N       copies that the broker keeps (default: 3)
  --stream-fps N     frames a second that one stream takes (default: 150)
  --disk N           what a disk writes, in MB/s (default: 200)
  --network N        what a network carries, in Mbit/s (default: 1000)
  --worker-fps N     frames a second of a worker (default: 50)
  --edge-cpu N       processor time of a frame at its edge, in ms (default: 3.3)
  --worker-cpu N     the same at its worker (default: 2.7)
  --servers-cpu N    the same at all servers together (default: 4.8)
  --outage N         minutes without workers to bridge (default: 10)
  --cut N            minutes for which an edge of one camera is cut off (default: 60)
  --catch-up N       frames a second that it hands over then (default: 20)
  --spool N          space for its spool in MB (default: 2000)
  --measure          instead, measure with Debian's nats-server what one stream takes on this machine: half a minute

Only numbers above 0. The page src/brokers/README.md has the formulas.`;

const DEFAULTS = {
  ...{ cameras: "1000", fps: "2", "frame-kb": "130", replicas: "3", "stream-fps": "150" },
  ...{ disk: "200", network: "1000", "worker-fps": "50", outage: "10" },
  ...{ "edge-cpu": "3.3", "worker-cpu": "2.7", "servers-cpu": "4.8" },
  ...{ cut: "60", "catch-up": "20", spool: "2000" },
} as const;

type InputName = keyof typeof DEFAULTS;

/** @returns `null` where help is asked for. @throws RangeError for what is no number above 0. */
function readInputs(words: readonly string[]): ((name: InputName) => number) | null {
  const help = { type: "boolean", short: "h", default: false } as const;
  const numbers = Object.keys(DEFAULTS).map((name) => [name, { type: "string" }] as const);
  const options = { ...Object.fromEntries(numbers), help };
  const given = parseArgs({ args: [...words], options }).values as Record<
    string,
    string | boolean | undefined
  >;
  if (given["help"] === true) return null;
  return (name) => {
    const text = String(given[name] ?? DEFAULTS[name]);
    if (!(Number(text) > 0)) throw new RangeError(`--${name} must be more than 0, not ${text}`);
    return Number(text);
  };
}

async function main(words: readonly string[]): Promise<void> {
  if (words.includes("--measure")) return await measure();
  const of = readInputs(words);
  if (of === null) return console.log(HELP);
  const frameBytes = of("frame-kb") * 1000;
  const inputs: FleetInputs = {
    ...{ cameras: of("cameras"), framesPerSecond: of("fps"), frameBytes, replicas: of("replicas") },
    streamFramesPerSecond: of("stream-fps"),
    diskBytesPerSecond: of("disk") * 1e6,
    networkBytesPerSecond: (of("network") * 1e6) / 8,
    workerFramesPerSecond: of("worker-fps"),
    outageSeconds: of("outage") * 60,
    ...{ edgeCpuMs: of("edge-cpu"), workerCpuMs: of("worker-cpu") },
    serversCpuMs: of("servers-cpu"),
  };
  console.log(
    tableLines({ title: "The fleet", columns: ["of all", "figure"], rows: fleetRows(inputs) }).join(
      "\n",
    ),
  );
  const cut = {
    ...{ framesPerSecond: of("fps"), catchUpFramesPerSecond: of("catch-up"), frameBytes },
    ...{ cutSeconds: of("cut") * 60, spoolBytes: of("spool") * 1e6 },
  };
  const { spoolPeakBytes, fullAfterSeconds, greatestAgeSeconds, caughtUpAfterSeconds } =
    simulateCut(cut);
  const rows = [
    ["most in its spool", `${round(spoolPeakBytes / 1e6)} MB`],
    ["spool full after", minutes(fullAfterSeconds)],
    ["greatest age when handed over", minutes(greatestAgeSeconds)],
    ["caught up after", minutes(caughtUpAfterSeconds)],
  ];
  console.log(
    `\n${tableLines({ title: "An edge that is cut off", columns: ["of one camera", "figure"], rows }).join("\n")}`,
  );
}

function fleetRows(inputs: FleetInputs): readonly (readonly string[])[] {
  const plan = planFleet(inputs);
  const { edges, workers, servers } = plan.cores;
  return [
    ["frames a second", String(round(plan.framesPerSecond))],
    ["into the broker", `${round(plan.bytesPerSecond / 1e6)} MB/s`],
    ["streams", `${plan.streams} (by ${plan.bound})`],
    ["servers", String(plan.servers)],
    ["disk of each server", `${round(plan.diskPerServer / 1e6)} MB/s`],
    ["network out of a leader", `${round((plan.networkPerLeader * 8) / 1e6)} Mbit/s`],
    ["--max-size of each stream", `${round(plan.maxSizePerStream / 1e9)} GB`],
    ["workers", String(plan.workers)],
    ["busy cores at edges, workers, servers", [edges, workers, servers].map(round).join(", ")],
  ];
}

function minutes(seconds: number | null): string {
  return seconds === null ? "never" : `${round(seconds / 60)} min`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Prints what one stream takes here. */
async function measure(): Promise<void> {
  const { cores, processor, measuredAt } = machine();
  const rows: string[][] = [];
  for (const servers of [1, 3] as const)
    for (const atOnce of [16, 64]) {
      const rate = await streamRate({ servers, atOnce, frameBytes: 130_000, seconds: 6 });
      rows.push([String(servers), String(atOnce), rate.toFixed(0)]);
    }
  const columns = ["servers, each with a copy", "on their way at once", "frames a second"];
  const title = `one stream of 130 kB frames, ${String(cores)} cores (${String(processor)}), ${String(measuredAt)}`;
  console.log(tableLines({ title, columns, rows }).join("\n"));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`scale: ${(error as Error).message}`);
  process.exitCode = 2;
}
