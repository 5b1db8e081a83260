import { isJsonTemplate, isSoundJson, unknownPlaceholders } from "../../hooks/template/template.ts";
import { placeholdersOf } from "../../hooks/template/placeholders.ts";
import { didYouMean } from "../../options/did-you-mean.ts";
import type { HookOccasion, HookOptions } from "../../options/hook-options.ts";

/** Something that does not fit, at an option of a hook; at the hook itself without one. */
export interface HookProblem {
  readonly name: string | null;
  readonly message: string;
}

/** What options of a hook do to each other. @param given names of the options that its part of the file has. */
export function hookProblems(
  options: HookOptions,
  given: ReadonlySet<string>,
): readonly HookProblem[] {
  return [
    ...misplaced(options, given),
    ...deliveryProblems(options, given),
    ...(options.when === "failures" && options.over === null
      ? [{ name: null, message: "does not say of how many failures: add `over: 5%`" }]
      : []),
    ...templateProblems(options),
  ];
}

/** Options that are about some occasions only. */
const OCCASIONS: Readonly<Record<string, readonly HookOccasion[]>> = {
  label: ["detection"],
  min_confidence: ["detection"],
  after: ["camera-silent", "service-away"],
  over: ["failures"],
  within: ["failures"],
  min_frames: ["failures"],
  recovery: ["camera-silent", "service-away", "failures"],
};

function misplaced({ when }: HookOptions, given: ReadonlySet<string>): readonly HookProblem[] {
  return [...given].flatMap((name) => {
    const occasions = OCCASIONS[name];
    if (occasions === undefined || occasions.includes(when)) return [];
    return [{ name, message: `is for ${occasions.join(", ")}, and this hook is for ${when}` }];
  });
}

/** Options that are about what is posted. */
const OF_POST = ["secret", "header", "template", "retries"];

function deliveryProblems(
  { run, post }: HookOptions,
  given: ReadonlySet<string>,
): readonly HookProblem[] {
  if (run !== null && post !== null)
    return [{ name: "post", message: "stands beside run; make a hook of each" }];
  if (run === null && post === null)
    return [{ name: null, message: "tells nobody: add `run: [PROGRAM]` or `post: ADDRESS`" }];
  if (post !== null) return [];
  return OF_POST.filter((name) => given.has(name)).map((name) => ({
    name,
    message: "is for what is posted, and this hook runs a program",
  }));
}

function templateProblems({ template, when }: HookOptions): readonly HookProblem[] {
  if (template === null) return [];
  const unknown = unknownPlaceholders(template, when);
  if (unknown.length > 0) {
    const known = Object.keys(placeholdersOf(when));
    return unknown.map((placeholder) => ({
      name: "template",
      message: `no event of ${when} has {{${placeholder}}}${didYouMean(placeholder, known)}`,
    }));
  }
  if (!isJsonTemplate(template, when) || isSoundJson(template, when)) return [];
  const message =
    'begins as JSON, and is none once it is filled in; texts need quotes, as in {"text": "{{message}}"}';
  return [{ name: "template", message }];
}
