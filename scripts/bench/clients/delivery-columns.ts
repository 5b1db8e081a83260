import { figure, spreadText } from "../harness/figures.ts";
import { cpuMs } from "../harness/measured-process.ts";
import { median, pairedRatios, spread } from "../harness/statistics.ts";
import type { Delivery } from "./measure-delivery.ts";

/** Titles of the columns of `deliveryCells`. */
export const DELIVERY_COLUMNS: readonly string[] = [
  "frames/s sending",
  "CPU ms/frame sending",
  "all",
  "peak MiB",
];

/** Table cells of a client over all its rounds. @param count number of frames in a round. */
export function deliveryCells(runs: readonly Delivery[], count: number): string[] {
  return [
    spreadText(spread(runs.map((run) => count / run.seconds)), 0),
    spreadText(spread(runs.map((run) => run.sendingCpuMs / count)), 3),
    figure(median(runs.map((run) => cpuMs(run) / count)), 3),
    figure(median(runs.map((run) => run.peakRssMiB ?? Number.NaN)), 0),
  ];
}

/** The median of the ratios of one figure within a round. */
export function deliveryRatio(
  figureOf: (run: Delivery) => number,
  over: readonly Delivery[],
  under: readonly Delivery[],
): number {
  return median(pairedRatios(over.map(figureOf), under.map(figureOf)));
}
