import { FrameferryError } from "../../core/errors.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import type { FilesOptions } from "../../options/files-options.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { isLiveAddress, liveAddress } from "../../slicer/live/live-address.ts";
import { checkEdgeOptions } from "../edge/edge-options.ts";
import { checkDeliveredOptions } from "../images/after-delivery.ts";
import { checkFailureOptions } from "../images/after-failure.ts";
import { checkServices } from "../services/check-services.ts";
import { cameraLogin } from "../sources/camera-login.ts";
import { checkFileRules } from "../sources/check-landed-rules.ts";
import { checkFrameRules } from "../sources/left-out-rules.ts";
import {
  refuseOptionsOfCameras,
  refuseOptionsOfFiles,
  refuseOptionsOfOtherKinds,
} from "../sources/live-options.ts";
import { checkRecording, refuseRecordingOfFile } from "../sources/recording-checks.ts";
import { checkWanted } from "../sources/wanted-frames.ts";
import { checkWatchOptions } from "../sources/watch-folders.ts";
import { checkWorkOptions } from "../worker/work-options.ts";
import type { SiteSource } from "./site.ts";

/** Errors that a source would end with before it begins, all of them; nothing is opened or asked. */
export async function faultsOfSource(source: SiteSource): Promise<readonly FrameferryError[]> {
  const faults: FrameferryError[] = [];
  for (const check of checksOf(source))
    try {
      await check();
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      faults.push(error);
    }
  return faults;
}

type Check = () => void | Promise<void>;

function checksOf(source: SiteSource): readonly Check[] {
  const { command, options } = source;
  if (command === "work")
    return [
      () => checkWorkOptions({ ...options, routes: [] }),
      servicesOf({ ...options, routes: [], crop: null }),
    ];
  const shared = [() => checkEdgeOptions(options), servicesOf(options)];
  if (command === "watch") return [() => checkWatchOptions(options), ...shared];
  if (command === "send") return [...checksOfFiles(options), ...shared];
  return [
    ...(isLiveAddress(options.video) ? checksOfCamera(options) : checksOfVideo(options)),
    ...shared,
  ];
}

function servicesOf(options: SendOptions): Check {
  return async () => await checkServices(options);
}

/** What is in the folders is looked at when it is sent. */
function checksOfFiles(options: FilesOptions & FailureOptions): readonly Check[] {
  return [
    () => checkFileRules(options),
    () => checkDeliveredOptions(options, options.paths),
    () => checkFailureOptions(options, options.paths),
  ];
}

function checksOfCamera(options: RunOptions): readonly Check[] {
  return [
    () => refuseOptionsOfFiles(options),
    () => checkFrameRules(options),
    () => checkWanted(options),
    async () => {
      const address = liveAddress(options.video, await cameraLogin(options));
      checkRecording(options, address);
      refuseOptionsOfOtherKinds(address, options);
    },
  ];
}

function checksOfVideo(options: RunOptions): readonly Check[] {
  return [
    () => refuseOptionsOfCameras(options),
    () => refuseRecordingOfFile(options),
    () => checkFrameRules(options),
    () => checkWanted(options),
  ];
}
