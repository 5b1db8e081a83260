import { availableParallelism, cpus } from "node:os";

/** Description of the machine and the time of a measurement, for later readers. */
export function machine(): Readonly<Record<string, unknown>> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    measuredAt: new Date().toISOString(),
  };
}
