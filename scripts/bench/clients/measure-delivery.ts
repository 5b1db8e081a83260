import { cpuMs, measure, type Usage } from "../harness/measured-process.ts";
import type { FrameFiles } from "../media/frame-files.ts";
import { checkCounts } from "../service/counts.ts";
import type { CountingService } from "../service/start-counting-service.ts";
import type { ClientReport } from "./client-kinds.ts";

/** One run of a client. */
export interface Delivery extends Usage {
  /** From the first request to the last answer, in seconds; for curl its whole run. */
  readonly seconds: number;
  /** Processor time during those seconds, in milliseconds; for curl that of its whole run. */
  readonly sendingCpuMs: number;
  readonly serviceCpuMs: number;
}

/** Runs a client once. @throws Error unless every frame arrived once and complete. */
export async function measureDelivery(
  command: readonly string[],
  files: FrameFiles,
  service: CountingService,
): Promise<Delivery> {
  await service.takeCounts();
  const { stdout, ...usage } = await measure(command);
  const counts = await service.takeCounts();
  checkCounts(counts, { frames: files.paths.length, imageBytes: files.byteLength });
  // curl prints nothing.
  const told = stdout.trim() === "" ? {} : (JSON.parse(stdout) as Partial<ClientReport>);
  if (told.ok !== undefined && told.ok !== files.paths.length) {
    throw new Error(`the client says that ${told.ok} of ${files.paths.length} frames were taken`);
  }
  return {
    ...usage,
    seconds: told.seconds ?? usage.wallMs / 1000,
    sendingCpuMs: told.cpuMs ?? cpuMs(usage),
    serviceCpuMs: counts.cpuMs,
  };
}
