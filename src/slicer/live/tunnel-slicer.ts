import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import type { CameraTrust } from "../remote/camera-trust.ts";
import type { Slicer, SliceReport } from "../slicer.ts";
import { LiveSlicer, type LiveSettings } from "./live-slicer.ts";
import type { LiveTools } from "./live-tools.ts";
import { TlsTunnel } from "./tls-tunnel.ts";

/** Slices a camera whose connection is encrypted, with its certificate checked. */
export class TunnelSlicer implements Slicer {
  readonly #settings: LiveSettings;
  readonly #tools: LiveTools;
  readonly #trust: CameraTrust;
  #slicer: LiveSlicer | null = null;

  constructor(settings: LiveSettings, tools: LiveTools, trust: CameraTrust) {
    this.#settings = settings;
    this.#tools = tools;
    this.#trust = trust;
  }

  /** Why no frame comes now, as the end of a sentence; `null` while they come, or are expected any moment. */
  get trouble(): string | null {
    return this.#slicer?.trouble ?? null;
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const { address } = this.#tools;
    await using tunnel = await TlsTunnel.open(address, this.#trust);
    const tools = { ...this.#tools, address: tunnel.through(address), gateway: tunnel };
    this.#slicer = new LiveSlicer(this.#settings, tools);
    return await this.#slicer.slice(folder, emit, signal);
  }

  async timeOf(relativePath: string): Promise<FrameTime> {
    return (await this.#slicer?.timeOf(relativePath)) ?? { index: null, ptsSeconds: null };
  }
}
