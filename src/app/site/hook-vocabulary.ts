import { type HookOptions, hookSchema } from "../../options/hook-options.ts";
import type { SiteOption } from "./vocabulary.ts";

/** Options of a hook, as a site file names them. */
export const HOOK_OPTIONS: readonly SiteOption[] = [
  word("when", "when", "what it is told of: detection, camera-silent, service-away or failures"),
  word("name", "name", "its name in messages"),
  list("source", "source", "names of the sources that it is about, all without it"),
  list("label", "label", "labels that a detection may have, any without it"),
  word("min_confidence", "minConfidence", "confidence that a detection must have, such as 0.8"),
  word(
    "after",
    "afterMs",
    "how long a camera must be silent, or a service away, before it is told",
  ),
  word("over", "over", "share of failed frames above which it is told, such as 5%"),
  word("within", "withinMs", "time over which that share is taken"),
  word("min_frames", "minFrames", "number of frames in that time below which nothing is told"),
  word("at_most_every", "atMostEveryMs", "least time between two events about the same thing"),
  { ...word("recovery", "recovery", "whether the end of a trouble is told, too"), isSwitch: true },
  list("run", "run", "program that reads each event as JSON from standard input, with arguments"),
  word("post", "post", "address that each event is posted to"),
  word("secret", "secret", "key of the signature of what is posted, at least 16 characters"),
  list("header", "headers", "headers of what is posted, by name"),
  word("template", "template", "body of what is posted, with {{name}} for a field of the event"),
  word("timeout", "timeoutMs", "how long the program, or one attempt to post, may take"),
  word("retries", "retries", "number of attempts to post after the first"),
];

function word(name: string, key: keyof HookOptions, help: string): SiteOption {
  const facts = { isSwitch: false, canBeOff: false, isList: false, isArgument: false };
  return { ...facts, name, key, help, check: hookSchema[key].check };
}

function list(name: string, key: keyof HookOptions, help: string): SiteOption {
  return { ...word(name, key, help), isList: true };
}
