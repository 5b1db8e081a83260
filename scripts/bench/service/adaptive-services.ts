import { fileURLToPath } from "node:url";
import { startHelper } from "../harness/helper-process.ts";
import { findPythonServices } from "./python-services.ts";
import type { LimitedBackend, ServicePhase } from "./service-phase.ts";
import { startPythonService } from "./start-python-service.ts";

/** A service whose best number of requests in flight has to be found. */
export interface AdaptiveService {
  readonly name: string;
  readonly start: () => Promise<StartedService>;
}

export interface StartedService extends AsyncDisposable {
  /** Address to post frames to. */
  readonly url: string;
  /** Restarts its phases. */
  begin(): Promise<void>;
}

function steady(name: string, ...backends: readonly LimitedBackend[]): AdaptiveService {
  return { name, start: async () => await startLimitedService([{ seconds: 0, backends }]) };
}

export const STEADY_SERVICES: readonly AdaptiveService[] = [
  steady("32 at once, 50 ms", { workers: 32, serviceMs: 50 }),
  steady("8 at once, 50 ms, 4 may wait, else 429", { workers: 8, serviceMs: 50, room: 4 }),
  steady("latency grows past 8 at once", {
    workers: 1000,
    serviceMs: 50,
    knee: 8,
    kneeSlope: 1 / 8,
  }),
  steady(
    "two unequal backends in turn",
    { workers: 8, serviceMs: 20 },
    { workers: 2, serviceMs: 40 },
  ),
];

/** Best with 32 in flight, then with 4, then with 32 again, and slower with each additional one. */
export const CHANGING_SERVICE: AdaptiveService = {
  name: "32 at once, then 4, then 32",
  start: async () =>
    await startLimitedService([
      { seconds: 20, backends: [kneeAt(32, 50)] },
      { seconds: 20, backends: [kneeAt(4, 6)] },
      { seconds: 0, backends: [kneeAt(32, 50)] },
    ]),
};

/** Total duration of its phases, in seconds. */
export const CHANGING_SECONDS = 60;

function kneeAt(knee: number, serviceMs: number): LimitedBackend {
  return { workers: 1000, serviceMs, knee, kneeSlope: 2 / knee };
}

/** Flask and FastAPI services, if they are installed. */
export function realServices(): {
  readonly services: readonly AdaptiveService[];
  readonly missing: readonly string[];
} {
  const { services, missing } = findPythonServices();
  const startable = services.map((kind) => ({
    name: kind.name,
    start: async () => {
      const running = await startPythonService(kind);
      return Object.assign(running, { begin: async () => {} });
    },
  }));
  return { services: startable, missing };
}

async function startLimitedService(phases: readonly ServicePhase[]): Promise<StartedService> {
  const script = fileURLToPath(new URL("limited-service.ts", import.meta.url));
  const helper = await startHelper([process.execPath, script, JSON.stringify(phases)]);
  const url = helper.firstLine;
  return {
    url,
    begin: async () => {
      await fetch(new URL("/begin", url), { headers: { connection: "close" } });
    },
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  };
}
