import { allAtOnce, fullDisk, killedFollower, killedLeader, partition } from "./node-faults.ts";
import { clockAhead, killedMember } from "./member-faults.ts";
import { remadeStream, wipedStores } from "./store-faults.ts";
import { AT_BROKER, HELD, type Stage, WINDOW } from "./stage.ts";

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /**
   * Frames that the service may get once more because of it: those that were in flight where it strikes.
   */
  readonly repeats: number;
  /** Lets it happen, and mends it. @returns what proves that it has happened. */
  readonly strike: (stage: Stage) => Promise<string>;
}

/** In the order in which they strike. */
export const FAULTS: readonly Fault[] = [
  { name: "a worker's clock 10 minutes ahead", repeats: HELD, strike: clockAhead },
  { name: "kill -9 of the leader", repeats: AT_BROKER, strike: killedLeader },
  { name: "kill -9 of a follower", repeats: AT_BROKER, strike: killedFollower },
  ...[0, 1, 2].map((at) => ({
    name: `kill -9 of worker ${at + 1}`,
    repeats: HELD,
    strike: async ({ workers }: Stage) => await killedMember(workers, at),
  })),
  ...[0, 1].map((at) => ({
    name: `kill -9 of edge ${at + 1}`,
    repeats: WINDOW,
    strike: async ({ edges }: Stage) => await killedMember(edges, at),
  })),
  { name: "partition of the leader", repeats: AT_BROKER, strike: partition },
  { name: "full disk of a node", repeats: AT_BROKER, strike: fullDisk },
  { name: "kill -9 of all nodes at once", repeats: AT_BROKER, strike: allAtOnce },
  { name: "stream deleted and made again", repeats: AT_BROKER, strike: remadeStream },
  { name: "every store wiped", repeats: AT_BROKER, strike: wipedStores },
];
