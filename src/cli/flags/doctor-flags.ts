import type { DoctorOptions } from "../../options/doctor-options.ts";
import { BROKER_FLAGS } from "./broker-flags.ts";
import { CAMERA_ACCESS_FLAGS } from "./camera-access-flags.ts";
import { CAMERA_LOGIN_FLAGS } from "./camera-login-flags.ts";
import { CONNECTION_FLAGS } from "./connection-flags.ts";
import { type Flag, inGroup } from "./flags.ts";
import { QUOTA_FLAGS } from "./quota-flags.ts";
import { PROTOCOL_FLAGS } from "./send-flags.ts";

export const DOCTOR_FLAGS: readonly Flag<DoctorOptions>[] = [
  {
    key: "to",
    spelling: "--to <url>",
    help: "also ask this service what it is and whether it is ready; may be repeated",
    isRepeatable: true,
  },
  ...PROTOCOL_FLAGS,
  ...CONNECTION_FLAGS,
  ...QUOTA_FLAGS,
  ...inGroup("Cameras and streams:", [...CAMERA_LOGIN_FLAGS, ...CAMERA_ACCESS_FLAGS]),
  ...BROKER_FLAGS,
  {
    key: "ffmpeg",
    spelling: "--ffmpeg <path>",
    help: "the ffmpeg to examine (default: the first that is found)",
  },
  {
    key: "state",
    spelling: "--state <folder>",
    help: "state folder (default: ~/.local/state/frameferry)",
  },
];
