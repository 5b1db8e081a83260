import { edgePlaces, type FleetPlace } from "./fleet.ts";
import type { Fault } from "./faults.ts";
import { landIndexed, type Lot } from "./indexed-frames.ts";
import { untilAnswered } from "./operator.ts";
import type { Stage } from "./stage.ts";

/** A fault that has struck. */
export interface Firing extends Pick<Fault, "name" | "repeats"> {
  /** What proves that it has. */
  readonly evidence: string;
  /** Frames and results that the broker had right before; `null` if it did not say. */
  readonly inFlight: number | null;
  /** Different frames that were answered while it lasted. */
  readonly answeredMeanwhile: number;
  readonly seconds: number;
  /** Frames that had come to the service once more, before it struck. */
  readonly repeatsBefore: number;
}

/** Lets frames land, and the fault strike while they are on their way. */
export async function struckBy(
  { name, repeats, strike }: Fault,
  stage: Stage,
  land: () => Promise<void>,
): Promise<Firing> {
  const { service, eyes } = stage;
  const wanted = service.distinct + UNDER_WAY;
  await land();
  await untilAnswered(
    stage,
    `${UNDER_WAY} answers before: ${name}`,
    () => service.distinct >= wanted,
  );
  const inFlight = await eyes.messages();
  const [answeredBefore, repeatsBefore] = [service.distinct, service.repeats];
  const startedMs = performance.now();
  const evidence = await strike(stage);
  const seconds = (performance.now() - startedMs) / 1000;
  const answeredMeanwhile = service.distinct - answeredBefore;
  return { name, repeats, evidence, inFlight, answeredMeanwhile, seconds, repeatsBefore };
}

/** Frames that are answered between a fault and the next one, at least. */
const UNDER_WAY = 20;

/** Lets a lot land, in turn at the edges. @returns when all of it has. */
export async function landAt(place: FleetPlace, { from, count }: Lot): Promise<void> {
  const edges = edgePlaces(place);
  const each = count / edges.length;
  await Promise.all(
    edges.map(
      async ({ incoming }, at) =>
        await landIndexed(incoming, { from: from + at * each, count: each }),
    ),
  );
}
