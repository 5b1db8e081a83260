import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunSummary } from "../../../src/core/summary.ts";
import { type Levels, levelsOf } from "../../faults/process/levels.ts";
import { liveMemoryIn, probedByItself } from "../../faults/process/live-memory.ts";
import { NatsServer } from "../../support/brokers/nats-server.ts";
import { openReadyNats } from "../../support/brokers/open-broker.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { TreeSampler } from "../live/tree-sampler.ts";
import { Member } from "../proof/member.ts";
import { ProofService } from "../proof/proof-service.ts";
import { AT_ONCE, until, WINDOW } from "../proof/stage.ts";
import { PacedFrames } from "./paced-frames.ts";
import { type Restarts, restartInTurn } from "./restarts.ts";
import { StoreSampler } from "./store-sampler.ts";

/** Frames that travelled over a broker for long, while a worker and the server were killed now and then. */
export interface BrokerHold extends Restarts {
  readonly seconds: number;
  readonly landed: number;
  /** Different frames that came to the service. */
  readonly seen: number;
  /** Frames that came to it once more. */
  readonly repeats: number;
  readonly unreadable: number;
  /** Lines in the results file of the edge. */
  readonly lines: number;
  readonly summary: RunSummary;
  /** Exit codes of the edge and of the workers. */
  readonly exitCodes: readonly (number | null)[];
  /** Messages that were left at the broker when all was answered. */
  readonly left: number;
  readonly levels: Readonly<Record<HeldQuantity, Levels>>;
}

/** What the edge, the worker that is never killed, and the server hold. */
export type HeldQuantity =
  | `${"edge" | "worker"}${"RssBytes" | "LiveBytes" | "Descriptors" | "Threads"}`
  | "serverRssBytes"
  | "storeBytes"
  | "messages"
  | "redelivered";

/** How long, and how often something is killed. */
export interface BrokerSize {
  readonly holdSeconds: number;
  readonly killEverySeconds: number;
}

const FRAMES_PER_SECOND = 20;
/** A worker alone takes 33 frames a second. */
const WORK_MS = 120;
/** Looks at all of them, over the whole length. */
const LOOKS = 200;
/** At what the broker holds, once all is answered. */
const MAX_LOOKS = 120;

/** @param signal ends it. */
export async function brokerHold(size: BrokerSize, signal: AbortSignal): Promise<BrokerHold> {
  await using scope = new AsyncDisposableStack();
  const { path } = scope.use(await temporaryFolder());
  const server = scope.use(await NatsServer.start({ maxFileStore: "1GB" }));
  const broker = scope.use(await openReadyNats(server.url, { maxSizeBytes: 500_000_000 }));
  const service = scope.use(await ProofService.start(WORK_MS));
  const frames = await PacedFrames.make(path);
  const everyMs = Math.max(500, (size.holdSeconds * 1000) / LOOKS);
  const probed = (name: string): NodeJS.ProcessEnv => probedByItself(join(path, name), everyMs);
  const results = join(path, "results.jsonl");
  const member = (name: string, words: readonly string[], isProbed: boolean): Member =>
    scope.use(
      new Member({
        ...{ name, words, home: join(path, `${name}-home`) },
        ...(isProbed ? { environment: probed(name) } : {}),
      }),
    );
  const worker = (name: string, isProbed: boolean): Member => {
    const words = ["work", server.url, "--to", service.url, "--worker-name", name];
    return member(name, [...words, "--concurrency", String(AT_ONCE)], isProbed);
  };
  const ending = ["--delete", "--results", results, "--json"];
  const waiting = ["--concurrency", String(WINDOW), "--result-timeout", "2m"];
  const watch = ["watch", frames.incoming, "--to", server.url, ...waiting, ...ending];
  const edge = member("edge", watch, true);
  const [steady, killed] = [worker("steady", true), worker("killed", false)];

  const timeout = AbortSignal.any([signal, AbortSignal.timeout(size.holdSeconds * 1000)]);
  const landing = frames.land(FRAMES_PER_SECOND, timeout);
  const killing = { worker: killed, server };
  const restarting = restartInTurn(killing, size.killEverySeconds * 1000, timeout);
  await until("a first answer", signal, () => service.distinct > 0);
  using edgeTree = new TreeSampler(edge.pid, everyMs);
  using workerTree = new TreeSampler(steady.pid, everyMs);
  using store = new StoreSampler(server, broker, everyMs);
  const [restarts] = await Promise.all([restarting, landing]);
  signal.throwIfAborted();
  const levels = {
    edgeRssBytes: edgeTree.levels("rssBytes"),
    edgeLiveBytes: levelsOf(liveMemoryIn(join(path, "edge"))),
    edgeDescriptors: edgeTree.levels("descriptors"),
    edgeThreads: edgeTree.levels("threads"),
    workerRssBytes: workerTree.levels("rssBytes"),
    workerLiveBytes: levelsOf(liveMemoryIn(join(path, "steady"))),
    workerDescriptors: workerTree.levels("descriptors"),
    workerThreads: workerTree.levels("threads"),
    serverRssBytes: store.levels("serverRssBytes"),
    storeBytes: store.levels("storeBytes"),
    messages: store.levels("messages"),
    redelivered: store.levels("redelivered"),
  };
  const { landed } = frames;
  await until("every result", signal, async () => (await linesIn(results)) >= landed);
  const left = async (): Promise<number> => {
    const state = await broker.state();
    return "kind" in state ? -1 : (state.frames.count ?? 0) + (state.results.count ?? 0);
  };
  // What a worker held when it was killed, or what it could not acknowledge, is handed out again after 30 seconds.
  for (let look = 0; look < MAX_LOOKS && (await left()) !== 0; look += 1)
    await sleep(1000, undefined, { signal });
  const leftAtEnd = await left();
  const exits = [await edge.stop(), await steady.stop(), await killed.stop()];
  const { distinct: seen, repeats, unreadable } = service;
  return {
    ...{ ...restarts, seconds: size.holdSeconds, landed, seen, repeats, unreadable, levels },
    ...{ lines: await linesIn(results), left: leftAtEnd },
    summary: JSON.parse(exits[0]?.stdout.trimEnd().split("\n").at(-1) ?? "") as RunSummary,
    exitCodes: exits.map(({ exitCode }) => exitCode),
  };
}

async function linesIn(file: string): Promise<number> {
  return (await readFile(file, "utf8")).split("\n").length - 1;
}
