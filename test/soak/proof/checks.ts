import type { EdgeEnd, Proof } from "./proof.ts";
import { AT_BROKER, WINDOW } from "./stage.ts";

/** Frames that the service may get once more: those in flight at all faults together. */
export function allowedRepeats({
  firings,
  interventions,
}: Pick<Proof, "firings" | "interventions">): number {
  const atFaults = firings.reduce((sum, { repeats }) => sum + repeats, 0);
  return atFaults + interventions.length * AT_BROKER;
}

/** Frames that came to the service once more. */
export function repeatsOf({ arrivals }: Pick<Proof, "arrivals">): number {
  return arrivals.length - new Set(arrivals.map(({ index }) => index)).size;
}

/** What does not hold, a sentence each. */
export function problemsOfProof(proof: Proof): readonly string[] {
  const { frames, arrivals, unreadable, edges, workers } = proof;
  const keys = new Map(arrivals.map(({ index, idempotencyKey }) => [index, idempotencyKey]));
  const others = arrivals.filter((one) => keys.get(one.index) !== one.idempotencyKey);
  const landed = edges.reduce((sum, { again }) => sum + again.landed, 0);
  const [repeats, allowed] = [repeatsOf(proof), allowedRepeats(proof)];
  return [
    ...unless(landed === frames, `${landed} of ${frames} frames are known to their edges`),
    ...unless(keys.size === frames, `${frames - keys.size} frames never came to the service`),
    ...unless(unreadable === 0, `${unreadable} pictures carried no index`),
    ...unless(!keys.has(-1) && !arrivals.some(hasNoKey), "a frame came without a key"),
    ...unless(others.length === 0, `${others.length} frames came under another key`),
    ...unless(
      repeats <= allowed,
      `${repeats} frames came once more, and ${allowed} were in flight`,
    ),
    ...unless(
      workers.every((code) => code === 0),
      `the workers ended with ${workers.join(", ")}`,
    ),
    ...edges.flatMap((edge) => problemsOfEdge(edge).map((problem) => `${edge.name}: ${problem}`)),
  ];
}

function hasNoKey({ idempotencyKey }: Proof["arrivals"][number]): boolean {
  return idempotencyKey === null;
}

function problemsOfEdge({ exitCode, kills, lines, again }: EdgeEnd): readonly string[] {
  const last = new Map(lines.map((line) => [line.frame, line]));
  const results = [...last.values()];
  const undelivered = results.filter(({ outcome }) => outcome !== "delivered");
  const mixed = results.filter(({ frame, response }) => indexIn(response) !== indexOf(frame));
  const again2 = lines.length - last.size;
  const { landed, delivered, failed, skipped, dropped, pending } = again;
  return [
    ...unless(exitCode === 0, `exit code ${exitCode}`),
    ...unless(last.size === landed, `${last.size} of ${landed} frames have a result`),
    ...unless(undelivered.length === 0, `${undelivered.length} frames were not delivered`),
    ...unless(mixed.length === 0, `${mixed.length} frames have the answer to another one`),
    // What an edge was about to put on record when it was killed.
    ...unless(again2 <= kills * WINDOW, `${again2} lines too many, after ${kills} kills`),
    ...unless(
      skipped === landed && delivered + failed + dropped + pending === 0,
      `of ${landed} frames, only ${skipped} are on record as delivered`,
    ),
  ];
}

function indexOf(frame: string): number {
  return Number(/(\d+)\.jpg$/u.exec(frame)?.[1]);
}

function indexIn(response: unknown): unknown {
  return typeof response === "object" && response !== null && "index" in response
    ? response.index
    : null;
}

function unless(isRight: boolean, problem: string): readonly string[] {
  return isRight ? [] : [problem];
}
