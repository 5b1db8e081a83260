import type { CameraTrustOptions, LiveOptions } from "../../options/live-options.ts";
import type { Flag } from "./flags.ts";

/** Flags for the way to a camera. */
export const CAMERA_ACCESS_FLAGS: readonly Flag<
  CameraTrustOptions & Pick<LiveOptions, "rtspTransport" | "allowHosts">
>[] = [
  {
    key: "cameraCaFile",
    spelling: "--camera-ca-file <file>",
    help: "PEM file of certificates to trust besides the usual ones, also of the camera itself; read again when it changes",
  },
  {
    key: "cameraInsecure",
    spelling: "--camera-insecure",
    help: "take any certificate of a camera, so that anybody on the way can see and change all",
  },
  {
    key: "rtspTransport",
    spelling: "--rtsp-transport <name>",
    help: "how packets of an RTSP camera travel: tcp or udp",
  },
  {
    key: "allowHosts",
    spelling: "--allow-host <host>",
    help: "host that an http address may lead to besides its own, may be repeated: cdn.example (default: none)",
    isRepeatable: true,
  },
];
