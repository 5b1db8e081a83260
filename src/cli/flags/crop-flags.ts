import type { SendOptions } from "../../options/send-options.ts";
import type { Flag } from "./flags.ts";

/** The part of each picture that is sent. */
export const CROP_FLAGS: readonly Flag<Pick<SendOptions, "crop">>[] = [
  {
    key: "crop",
    group: "Main options:",
    spelling: "--crop <x,y,w,h>",
    help: "send only this part of each picture: 100,50,640,360 in pixels, or 0.25,0,0.5,1 in parts of it (default: all of it)",
  },
];
