import type { DoctorOptions } from "../options/doctor-options.ts";
import type { Flag } from "./flags.ts";

export const DOCTOR_FLAGS: readonly Flag<DoctorOptions>[] = [
  {
    key: "to",
    spelling: "--to <url>",
    help: "also ask this service whether it answers; may be repeated",
    isRepeatable: true,
  },
  {
    key: "ffmpegPath",
    spelling: "--ffmpeg <path>",
    help: "the ffmpeg to examine (default: the first that is found)",
  },
  {
    key: "stateFolder",
    spelling: "--state <folder>",
    help: "state folder (default: ~/.local/state/frameferry)",
  },
];
