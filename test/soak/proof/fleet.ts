import { join } from "node:path";
import { Member } from "./member.ts";
import { AT_ONCE, WINDOW } from "./stage.ts";

/** What the members need to know of. */
export interface FleetPlace {
  /** Address of the broker. */
  readonly broker: string;
  /** Address of the service. */
  readonly service: string;
  /** Folder for all that they keep. */
  readonly folder: string;
}

/** Folder and results of an edge. */
export interface EdgePlace {
  readonly name: string;
  readonly incoming: string;
  readonly results: string;
  readonly home: string;
}

export function edgePlaces({ folder }: FleetPlace): readonly EdgePlace[] {
  return ["edge-1", "edge-2"].map((name) => ({
    name,
    incoming: join(folder, name, "in"),
    results: join(folder, name, "results.jsonl"),
    home: join(folder, name, "home"),
  }));
}

/** A watch of such a folder, by way of the broker. */
export function edgeWords({ broker }: FleetPlace, edge: EdgePlace): readonly string[] {
  return [
    ...["watch", edge.incoming, "--to", broker, "--site", edge.name, "--results", edge.results],
    ...["--concurrency", String(WINDOW), "--result-timeout", RESULT_TIMEOUT, "--json"],
  ];
}

/** Longer than an election. */
const RESULT_TIMEOUT = "20s";

export function startEdges(place: FleetPlace): readonly Member[] {
  return edgePlaces(place).map(
    (edge) => new Member({ name: edge.name, words: edgeWords(place, edge), home: edge.home }),
  );
}

export function startWorkers({ broker, service, folder }: FleetPlace): readonly Member[] {
  return ["worker-1", "worker-2", "worker-3"].map((name) => {
    const atOnce = ["--concurrency", String(AT_ONCE)];
    const words = ["work", broker, "--to", service, "--worker-name", name, ...atOnce];
    return new Member({ name, words, home: join(folder, name) });
  });
}
