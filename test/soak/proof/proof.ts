import { mkdir } from "node:fs/promises";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import type { RunSummary } from "../../../src/core/summary.ts";
import { NatsCluster } from "../../support/brokers/nats-server.ts";
import { smallDisk } from "../../support/files/small-disk.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { resultLines } from "../../support/results/result-lines.ts";
import { BrokerEyes } from "./broker-eyes.ts";
import { clockSeenIn } from "./clock-seen.ts";
import type { Fault } from "./faults.ts";
import {
  type EdgePlace,
  edgePlaces,
  edgeWords,
  type FleetPlace,
  startEdges,
  startWorkers,
} from "./fleet.ts";
import { makeQueuesAt } from "./make-queues.ts";
import type { Member } from "./member.ts";
import { type Arrival, ProofService } from "./proof-service.ts";
import { untilAnswered } from "./operator.ts";
import type { Stage } from "./stage.ts";
import { type Firing, landAt, struckBy } from "./struck.ts";

/** What is left of an edge. */
export interface EdgeEnd {
  readonly name: string;
  readonly exitCode: number | null;
  readonly kills: number;
  /** All lines of its results file. */
  readonly lines: readonly FrameResult[];
  /** Summary of a last run over the same folder, which has nothing to do if all is on record. */
  readonly again: RunSummary;
}

/** What came of all faults. */
export interface Proof {
  /** Frames that landed, at all edges together. */
  readonly frames: number;
  readonly firings: readonly Firing[];
  readonly arrivals: readonly Arrival[];
  readonly unreadable: number;
  readonly edges: readonly EdgeEnd[];
  /** Exit codes of the workers. */
  readonly workers: readonly (number | null)[];
  /** What was done because the broker stood still, a sentence each. */
  readonly interventions: readonly string[];
  readonly seconds: number;
}

/** Time of the service for each frame: 12 at once make at most 100 frames a second, so that there are some at each fault. */
const WORK_MS = 120;
/** Room for two streams of 55 MB: after a wipe, 2.9.10 makes one anew beside the other. */
const DISK_BYTES = 176 * 1024 * 1024;
const MAX_FILE_STORE = "160MB";

/** How much is proved. */
export interface Extent {
  /** Rounded down to a multiple of what each edge gets before each fault. */
  readonly frames: number;
  /** In the order in which they strike. */
  readonly faults: readonly Fault[];
}

/**
 * Two edges, three workers and three nodes on this machine, and every fault one after the other.
 *
 * @param say reports progress to a person.
 */
export async function prove(
  { frames, faults }: Extent,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Proof> {
  await using scope = new AsyncDisposableStack();
  const folder = scope.use(await temporaryFolder());
  const disk = scope.use(await smallDisk(DISK_BYTES));
  const onDisk = { maxFileStore: MAX_FILE_STORE, storeFolder: `${disk.path}/store` };
  const cluster = scope.use(
    await NatsCluster.start({ maxFileStore: MAX_FILE_STORE }, [{}, {}, onDisk]),
  );
  const service = scope.use(await ProofService.start(WORK_MS));
  const place = { broker: cluster.url, service: service.url, folder: folder.path };
  const makeQueues = async (): Promise<string> =>
    await makeQueuesAt(cluster.url, folder.path, signal);
  await makeQueues();
  for (const { incoming } of edgePlaces(place)) await mkdir(incoming, { recursive: true });
  const edges = startEdges(place).map((edge) => scope.use(edge));
  const workers = startWorkers(place).map((worker) => scope.use(worker));
  const clockOf = async (worker: string): Promise<number> => await clockSeenIn(cluster, worker);
  const parts = { cluster, eyes: new BrokerEyes(cluster), edges, workers, service, disk };
  const stage = { ...parts, makeQueues, clockOf, interventions: [], signal };
  try {
    return await struckByAll(stage, { place, frames, faults, say });
  } catch (error) {
    tellLastWords(stage, say);
    throw error;
  }
}

/** What all have said at last, where the proof cannot go on. */
function tellLastWords({ cluster, edges, workers }: Stage, say: (text: string) => void): void {
  for (const { port, log } of cluster.servers)
    say(`the node at ${port}:\n${log.slice(-LAST_WORDS)}`);
  for (const { name, said } of [...edges, ...workers]) say(`${name}:\n${said.slice(-LAST_WORDS)}`);
}

const LAST_WORDS = 2000;

interface Plan extends Extent {
  readonly place: FleetPlace;
  readonly say: (text: string) => void;
}

async function struckByAll(stage: Stage, { place, frames, faults, say }: Plan): Promise<Proof> {
  const { service, interventions } = stage;
  const startedMs = performance.now();
  const count = 2 * Math.floor(frames / (faults.length + 1) / 2);
  const firings: Firing[] = [];
  for (const [at, fault] of faults.entries()) {
    say(`${fault.name}, after ${service.distinct} frames`);
    const land = async (): Promise<void> => await landAt(place, { from: at * count, count });
    firings.push(await struckBy(fault, stage, land));
    say(firings.at(-1)?.evidence ?? "");
  }
  const total = count * (faults.length + 1);
  await landAt(place, { from: faults.length * count, count });
  say(`all ${total} frames have landed, ${service.distinct} were seen`);
  await untilAnswered(stage, "every frame at the service", () => service.distinct >= total);
  const places = edgePlaces(place);
  await untilAnswered(stage, "every result", async () => await haveAll(places, total));
  const seconds = (performance.now() - startedMs) / 1000;
  const ends = await Promise.all(
    places.map(async (edge, at) => await endOf(edge, stage.edges[at], place)),
  );
  const stopped = await Promise.all(stage.workers.map(async (worker) => await worker.stop()));
  const { arrivals, unreadable } = service;
  const codes = stopped.map(({ exitCode }) => exitCode);
  return {
    frames: total,
    firings,
    arrivals,
    unreadable,
    edges: ends,
    workers: codes,
    interventions,
    seconds,
  };
}

async function haveAll(places: readonly EdgePlace[], total: number): Promise<boolean> {
  const lines = await Promise.all(places.map(async ({ results }) => await resultLines(results)));
  const framesOf = (of: readonly FrameResult[]): number =>
    new Set(of.map(({ frame }) => frame)).size;
  return lines.reduce((sum, of) => sum + framesOf(of), 0) >= total;
}

async function endOf(
  edge: EdgePlace,
  member: Member | undefined,
  place: FleetPlace,
): Promise<EdgeEnd> {
  if (member === undefined) throw new Error(`${edge.name} was not started`);
  const { exitCode } = await member.stop();
  const lines = await resultLines(edge.results);
  const words = [...edgeWords(place, edge), "--until-idle", "1s"];
  const { stdout } = await runCommand(words, edge.home);
  const again = JSON.parse(stdout) as RunSummary;
  return { name: edge.name, exitCode, kills: member.kills, lines, again };
}
