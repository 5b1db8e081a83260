import type { CameraLoginOptions } from "../../options/live-options.ts";
import type { Flag } from "./flags.ts";

/** Flags for the user name and the password of a camera. */
export const CAMERA_LOGIN_FLAGS: readonly Flag<CameraLoginOptions>[] = [
  {
    key: "cameraUser",
    spelling: "--camera-user <name>",
    help: "user name of the camera, as it is (default: the one in its address)",
  },
  {
    key: "cameraPassword",
    spelling: "--camera-password <text>",
    help: "its password; keep it in FRAMEFERRY_CAMERA_PASSWORD (default: the one in its address)",
  },
  {
    key: "cameraPasswordFile",
    spelling: "--camera-password-file <file>",
    help: "file whose first line is its password (default: none)",
  },
];
