import { availableParallelism, cpus } from "node:os";

/** Where and when figures were measured, for those who read them later. */
export function machine(): Readonly<Record<string, unknown>> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    measuredAt: new Date().toISOString(),
  };
}
