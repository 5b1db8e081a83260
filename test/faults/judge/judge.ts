import type { Outcome } from "../../../src/core/frame/frame-result.ts";
import type { LandedImage } from "../../support/frames/frame-maker.ts";
import { type Exchange, isAccepted } from "../oracle/exchange.ts";
import { countDuplicates, type Duplicates } from "./duplicates.ts";

/** What the client's own books, a ledger or a results file, say of one frame. */
export interface ClientWord {
  /** Path below the frames folder. */
  readonly path: string;
  readonly outcome: Outcome | "pending";
  readonly reason: string | null;
}

/** All that is known once the faults have stopped and the client has come to rest. */
export interface Evidence {
  /** The frames that landed complete. */
  readonly landed: readonly LandedImage[];
  readonly client: readonly ClientWord[];
  readonly exchanges: readonly Exchange[];
  /** How long a frame took that landed after the faults, in milliseconds; `null` where none could land. */
  readonly freshFrameMs: number | null;
}

export interface Judgment {
  /** Sentences about each way in which a promise was broken; empty when all were kept. */
  readonly problems: readonly string[];
  readonly duplicates: Duplicates;
  /** Frames that the service took, and of which the client says that they failed: not seen, perhaps. */
  readonly acceptedYetFailed: number;
}

/**
 * Checks the four things of a fault test: nothing is lost, nothing was made up, a fresh frame goes
 * through quickly, and the client's books agree with what the oracle answered.
 */
export function judge(evidence: Evidence): Judgment {
  const { landed, client, exchanges, freshFrameMs } = evidence;
  const accepted = exchanges.filter(isAccepted);
  const taken = new Set(accepted.map(({ digest }) => digest));
  const failed = new Set(
    client.filter(({ outcome, reason }) => isGivenUp(outcome) && reason).map(({ path }) => path),
  );
  const known = new Set<string | null>(landed.map(({ digest }) => digest));
  const lost = landed.filter(({ path, digest }) => !taken.has(digest) && !failed.has(path));
  const foreign = accepted.filter(({ digest }) => !known.has(digest));
  const isLate = freshFrameMs !== null && freshFrameMs > MAX_FRESH_MS;
  return {
    problems: [
      ...some("landed, and was neither accepted nor listed as failed", lost.map(pathOf)),
      ...some("was accepted, and never landed", foreign.map(nameOf)),
      ...(isLate ? [`a fresh frame took ${freshFrameMs} ms`] : []),
      ...disagreements(evidence, accepted),
    ],
    duplicates: countDuplicates(landed, accepted),
    acceptedYetFailed: landed.filter(({ path, digest }) => taken.has(digest) && failed.has(path))
      .length,
  };
}

const MAX_FRESH_MS = 5000;
const MAX_EXAMPLES = 3;

function isGivenUp(outcome: ClientWord["outcome"]): boolean {
  return outcome === "failed" || outcome === "dropped" || outcome === "skipped";
}

function disagreements(
  { landed, client }: Evidence,
  accepted: readonly Exchange[],
): readonly string[] {
  const confirmed = new Set(
    accepted.filter(({ isAnsweredWhole }) => isAnsweredWhole).map(({ digest }) => digest),
  );
  const digests = new Map(landed.map(({ path, digest }) => [path, digest]));
  const words = new Map(client.map((word) => [word.path, word]));
  const isUnconfirmed = ({ path, outcome }: ClientWord): boolean =>
    outcome === "delivered" && !confirmed.has(digests.get(path) ?? null);
  const isUnfounded = ({ outcome, reason }: ClientWord): boolean => isGivenUp(outcome) && !reason;
  const twice = client.filter((word) => words.get(word.path) !== word);
  const notLanded = client.filter(({ path }) => !digests.has(path));
  const unknown = landed.filter(({ path }) => !words.has(path));
  const pending = client.filter(({ outcome }) => outcome === "pending");
  return [
    ...some(
      "is called delivered, and was never answered whole",
      client.filter(isUnconfirmed).map(pathOf),
    ),
    ...some("was given up without a reason", client.filter(isUnfounded).map(pathOf)),
    ...some("is in the client's books twice", twice.map(pathOf)),
    ...some("is in the client's books, and never landed", notLanded.map(pathOf)),
    ...some("landed, and the client knows nothing of it", unknown.map(pathOf)),
    ...some("is still pending", pending.map(pathOf)),
  ];
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

function nameOf({ fileName, number }: Exchange): string {
  return fileName ?? `the image of request ${number}`;
}

/** One sentence for all names of which the same is to be said. */
function some(sentence: string, names: readonly string[]): readonly string[] {
  const [first] = names;
  if (first === undefined) return [];
  const examples = names.slice(0, MAX_EXAMPLES).join(", ");
  return [`${names.length} × ${sentence}: ${examples}${names.length > MAX_EXAMPLES ? ", …" : ""}`];
}
