import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import { Gateway } from "../remote/gateway.ts";
import { lookAt, type Nature } from "../remote/look-at.ts";
import type { RemoteClient } from "../remote/remote-client.ts";
import { RemoteFault } from "../remote/remote-fault.ts";
import type { Slicer, SliceReport } from "../slicer.ts";
import { lossOfFault } from "./connection-end.ts";
import { finiteAddress } from "./finite-address.ts";
import { LiveSlicer, type LiveSettings } from "./live-slicer.ts";
import type { LiveTools } from "./live-tools.ts";
import { Outage } from "./outage.ts";
import { rulesOfPictures } from "./rules-of-pictures.ts";
import { type FindFlaw, SnapshotPoll } from "./snapshot-poll.ts";
import { SnapshotSlicer } from "./snapshot-slicer.ts";
import { SourceGap } from "./source-gap.ts";
import { throughGateway } from "./through-gateway.ts";
import { TimedEnd } from "./timed-end.ts";

/** Tools and input of an HTTP slicer. */
export interface HttpTools extends LiveTools {
  readonly client: RemoteClient;
  /** What the address leads to; `null` if it has not answered yet. */
  readonly nature: Nature | null;
  readonly findFlaw: FindFlaw;
}

/** Slices a stream or the pictures of a camera, whichever its first answer shows. */
export class HttpSlicer implements Slicer {
  readonly #settings: LiveSettings;
  readonly #tools: HttpTools;
  #gap: SourceGap | null = null;
  #slicer: Slicer | null = null;

  constructor(settings: LiveSettings, tools: HttpTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  /** Why no frame comes now, as the end of a sentence; `null` while they come, or are expected any moment. */
  get trouble(): string | null {
    return this.#gap?.trouble ?? null;
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const { clock, address, client } = this.#tools;
    const gap = new SourceGap(address.name, emit);
    this.#gap = gap;
    using end = new TimedEnd(signal, clock, this.#settings.durationSeconds);
    const nature = await this.#firstNature(gap, end.signal);
    if (nature === null || nature instanceof FrameferryError) return notBegun(nature, emit);
    const unfit = nature === "picture" ? rulesOfPictures(address.name, this.#settings) : null;
    if (unfit !== null) return notBegun(unfit, emit);
    await using gateway = nature === "stream" ? await Gateway.open(client, null) : null;
    this.#slicer = this.#slicerFor(gateway, gap);
    return await this.#slicer.slice(folder, emit, end.signal);
  }

  async timeOf(relativePath: string): Promise<FrameTime> {
    return (await this.#slicer?.timeOf(relativePath)) ?? { index: null, ptsSeconds: null };
  }

  /** @returns `null` if everything ends before there is an answer, or a problem. */
  async #firstNature(
    gap: SourceGap,
    end: AbortSignal,
  ): Promise<"picture" | "stream" | FrameferryError | null> {
    const { clock, client, address, nature } = this.#tools;
    const { giveUpMs } = this.#settings;
    const outage = new Outage({ name: address.name, clock, gap, giveUpMs });
    let found = nature;
    while (found === null && !end.aborted) {
      const answer = await this.#ask(client, end);
      if (!(answer instanceof RemoteFault)) found = answer;
      else if (!end.aborted) {
        const problem = await outage.failed(lossOfFault(answer), end);
        if (problem !== null) return problem;
      }
    }
    return found === "file" || found === "playlist" ? finiteAddress(address) : found;
  }

  async #ask(client: RemoteClient, end: AbortSignal): Promise<Nature | RemoteFault> {
    try {
      return (await lookAt(client, end)).nature;
    } catch (error) {
      if (error instanceof RemoteFault) return error;
      if (!end.aborted) throw error;
      return new RemoteFault("away", "the run ends");
    }
  }

  /** @param gateway of a stream; `null` for a picture. */
  #slicerFor(gateway: Gateway | null, gap: SourceGap): Slicer {
    const { client, findFlaw, clock, quota, address, recorder, onCrop } = this.#tools;
    // The time by the clock is kept here.
    const settings = { ...this.#settings, durationSeconds: null };
    if (gateway !== null) {
      const through = throughGateway(gateway, address);
      return new LiveSlicer(settings, { ...this.#tools, address: through, gap, gateway });
    }
    recorder?.giveUp("it sends single pictures, and no stream");
    const poll = new SnapshotPoll(client, findFlaw);
    const periodMs = snapshotPeriodMs(settings);
    return new SnapshotSlicer(
      { ...settings, periodMs },
      { name: address.name, poll, clock, quota, gap, onCrop },
    );
  }
}

/** One picture a second, or as many as were asked for; every n-th of them takes n times as long. */
function snapshotPeriodMs({ fps, every }: Pick<LiveSettings, "fps" | "every">): number {
  return (1000 * every) / (fps ?? 1);
}

function notBegun(problem: FrameferryError | null, emit: EventListener): SliceReport {
  emit({ type: "sliceEnded", frameCount: 0, isComplete: problem === null });
  return { frameCount: 0, decodeErrors: 0, problem, isWantedPart: true, warnings: [] };
}
