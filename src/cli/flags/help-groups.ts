import type { Help } from "commander";

/** Headings of the help, from what nearly every call needs to what few ever do. */
export const HELP_GROUPS = [
  "Main options:",
  "Frames of the video:",
  "Frames that show nothing new:",
  "Frames that show a motion:",
  "Cameras and streams:",
  "Which files are frames:",
  "Which failed frames:",
  "Watching:",
  "When the watch ends:",
  "When frames land too fast:",
  "Service and protocol:",
  "Tensors for kserve-v2:",
  "Connection:",
  "Broker:",
  "Requests and retries:",
  "Images after delivery or failure:",
  "Results and state:",
  "Earlier runs:",
  "Dashboard and metrics:",
  "Output and help:",
] as const;

export type HelpGroup = (typeof HELP_GROUPS)[number];

/** Headings of the list of commands, in its order. */
const COMMAND_GROUPS = ["Deliver frames:", "Look after jobs:", "Try and examine:"] as const;

const ALL_HEADINGS: readonly string[] = [...HELP_GROUPS, ...COMMAND_GROUPS];

/** Sorts what has a heading by the order of the headings, whatever the order in which it was added. */
export const groupItems: Help["groupItems"] = (_, visibleItems, groupOf) => {
  const headings = new Set(visibleItems.map(groupOf));
  const inOrder = [...headings].toSorted(
    (one, other) => ALL_HEADINGS.indexOf(one) - ALL_HEADINGS.indexOf(other),
  );
  return new Map(
    inOrder.map((heading) => [heading, visibleItems.filter((item) => groupOf(item) === heading)]),
  );
};
